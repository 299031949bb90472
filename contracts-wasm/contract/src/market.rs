//! The operations and queries of a prediction market (docs/protocol.md §6.3): chain, storage and payments around
//! `omnisum_incentives::market`.

use cosmwasm_std::{
    to_json_binary, Addr, Binary, Deps, DepsMut, Env, Event, MessageInfo, Response, StdError, Storage, Uint128,
};
use omnisum_incentives::market::{draw, Happening, Market, Phase, Position, Scored, Scoring, Terms, Trial};
use omnisum_models::{Model, Session};
use omnisum_protocol::{Labelled, Ledger, Log, Refusal};

use crate::deployment::load_owner;
use crate::events::{Collected, ContributorLeft, MarketOpened, PhaseEntered, PieceDrawn, PieceRevealed, UnitPaid};
use crate::market_store::{ReadStore, WriteStore};
use crate::msg::ProgressResponse;
use crate::packing::corrupt;
use crate::pages::{ReadPages, WritePages};
use crate::state::{load_ledger, Trainer};
use crate::{funds, ContractError};

/// A piece is drawn from this many blocks after the opening on.
const BLOCKS_BEFORE_DRAW: u64 = 2;
/// Stands for a piece where there is none yet.
const NO_PIECE: u16 = u16::MAX;

/// The market as it is at the time of an operation.
struct Scene {
    trainer: Trainer,
    terms: Terms,
    ledger: Ledger,
    provider: String,
    market: Market,
    events: Vec<Event>,
}

impl Scene {
    fn load(storage: &dyn Storage, env: &Env) -> Result<Self, ContractError> {
        let ledger = load_ledger(storage)?;
        let trainer = Trainer::load(storage)?;
        let terms =
            trainer.incentive.market().ok_or_else(|| StdError::generic_err("this trainer has no market"))?.clone();
        let (market, entered) = load(storage, &terms, &ledger, env)?;
        let events = entered.into_iter().map(entered_event).collect();
        Ok(Self { trainer, terms, ledger, provider: load_owner(storage), market, events })
    }

    fn require(&self, holds: bool) -> Result<(), Refusal> {
        if holds {
            return Ok(());
        }
        Err(Refusal::WrongPhase { phase: self.market.phase.number() })
    }

    fn require_provider(&self, info: &MessageInfo) -> Result<(), Refusal> {
        if self.is_provider(info.sender.as_str()) {
            return Ok(());
        }
        Err(Refusal::NotProvider {})
    }

    fn is_provider(&self, account: &str) -> bool {
        account == self.provider
    }

    fn tell(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    fn tell_phases(&mut self, entered: Vec<Phase>) {
        self.events.extend(entered.into_iter().map(entered_event));
    }

    /// Keeps the market; the response tells what happened.
    fn end(self, storage: &mut dyn Storage) -> Response {
        self.market.save(&mut WriteStore(storage));
        Response::new().add_events(self.events)
    }
}

/// Holds the bounty of the provider.
pub fn open(deps: DepsMut, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    let sent = funds::accept(info, &Trainer::load(deps.storage)?.denom)?;
    let mut scene = Scene::load(deps.storage, env)?;
    scene.require(scene.market.phase == Phase::Setup && scene.market.opened.is_none())?;
    scene.require_provider(info)?;
    let required = scene.terms.bounty;
    let change = sent.checked_sub(required).ok_or(Refusal::InsufficientDeposit { sent, required })?;

    scene.market.opened = Some(env.block.height);
    scene.market.bounty = required;
    scene.tell(MarketOpened { provider: info.sender.clone(), bounty: required });
    let denom = scene.trainer.denom.clone();
    Ok(funds::pay(scene.end(deps.storage), info, &denom, change))
}

/// Draws the piece that the provider has to show.
pub fn draw_piece(deps: DepsMut, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    let mut scene = Scene::load(deps.storage, env)?;
    scene.require(scene.market.phase == Phase::Setup && scene.market.drawn.is_none())?;
    let opened = scene.market.opened;
    scene.require(opened.is_some())?;
    let until = opened.unwrap_or(0).saturating_add(BLOCKS_BEFORE_DRAW);
    if env.block.height < until {
        return Err(Refusal::TooEarly { until }.into());
    }

    let piece = draw(&scene.terms, env.block.height, env.block.time.seconds());
    scene.market.drawn = Some(piece);
    scene.tell(PieceDrawn { piece });
    Ok(scene.end(deps.storage))
}

/// A piece of the test set, as it was committed to.
pub struct Piece {
    pub number: u16,
    pub salt: Binary,
    pub samples: Binary,
    pub proof: Binary,
}

/// Reveals the next piece of the test set.
pub fn reveal_piece(deps: DepsMut, env: &Env, info: &MessageInfo, piece: Piece) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    let mut scene = Scene::load(deps.storage, env)?;
    let is_shown = scene.market.phase == Phase::Setup;
    scene.require(scene.market.phase == Phase::Reveal || (is_shown && scene.market.drawn.is_some()))?;
    scene.require_provider(info)?;
    let Piece { number, salt, samples, proof } = piece;
    let items = Labelled::list(&samples)?;
    let matches = scene.terms.commit_to(number, &salt, &samples, items.len(), &proof);
    if !matches || scene.market.expected_piece() != Some(number) {
        return Err(Refusal::CommitmentMismatch { piece: number }.into());
    }
    items.iter().try_for_each(|item| scene.trainer.check(item))?;

    let mut entered = Vec::new();
    if is_shown {
        scene.market.show(&mut entered);
    } else {
        scene.market.reveal(&mut WriteStore(deps.storage), &scene.terms, &samples, items.len(), &mut entered);
    }
    scene.tell(PieceRevealed { piece: number, samples });
    scene.tell_phases(entered);
    Ok(scene.end(deps.storage))
}

/// Does at most `limit` units of the scoring's work.
pub fn score(deps: DepsMut, env: &Env, info: &MessageInfo, limit: u32) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    let mut scene = Scene::load(deps.storage, env)?;
    scene.require(scene.market.phase == Phase::Scoring)?;
    let (mut scored, round, session) = run(deps.storage, &scene, limit);
    session.save(&mut WritePages { storage: deps.storage, round: Some(round) });
    scored.save(&mut WriteStore(deps.storage));
    scored.happenings.drain(..).for_each(|happening| scene.tell(event_of(happening)));
    let is_done = scored.is_done();
    scene.market = scored.market;
    if is_done {
        let mut entered = Vec::new();
        scene.market.enter_collect(&scene.terms, env.block.time.seconds(), &mut entered);
        scene.tell_phases(entered);
    }
    Ok(scene.end(deps.storage))
}

/// Pays the caller what is theirs; in the end all that is left.
pub fn collect(deps: DepsMut, env: &Env, info: &MessageInfo) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    let mut scene = Scene::load(deps.storage, env)?;
    scene.require(scene.market.phase == Phase::Collect)?;
    let is_provider = scene.is_provider(info.sender.as_str());
    let (account, now) = (info.sender.as_str(), env.block.time.seconds());
    let store = &mut WriteStore(deps.storage);
    let amount = scene.market.collect(store, &scene.terms, account, is_provider, now)?;
    scene.tell(Collected { account: info.sender.clone(), amount });
    let mut entered = Vec::new();
    scene.market.close_if_empty(&mut entered);
    scene.tell_phases(entered);
    let denom = scene.trainer.denom.clone();
    Ok(funds::pay(scene.end(deps.storage), info, &denom, amount))
}

/// The market, which takes contributions; refused outside that phase.
pub fn in_participation(
    storage: &dyn Storage,
    terms: &Terms,
    ledger: &Ledger,
    env: &Env,
) -> Result<Market, ContractError> {
    let (market, _) = load(storage, terms, ledger, env)?;
    match market.phase {
        // Which began with an operation, so that nothing has changed with time.
        Phase::Participation => Ok(market),
        phase => Err(Refusal::WrongPhase { phase: phase.number() }.into()),
    }
}

/// Refuses what no phase of a market allows.
pub fn refuse_always(storage: &dyn Storage, terms: &Terms, ledger: &Ledger, env: &Env) -> ContractError {
    match load(storage, terms, ledger, env) {
        Ok((market, _)) => Refusal::WrongPhase { phase: market.phase.number() }.into(),
        Err(error) => error,
    }
}

pub fn phase(deps: Deps, env: &Env) -> Result<Binary, ContractError> {
    let scene = Scene::load(deps.storage, env)?;
    Ok(to_json_binary(&scene.market.phase.number())?)
}

pub fn balance_of(deps: Deps, env: &Env, account: &str) -> Result<Binary, ContractError> {
    let Scene { market, terms, provider, .. } = Scene::load(deps.storage, env)?;
    let due = market.due(&ReadStore(deps.storage), &terms, account, account == provider);
    Ok(to_json_binary(&Uint128::new(due))?)
}

pub fn progress(deps: Deps, env: &Env) -> Result<Binary, ContractError> {
    let Scene { market, .. } = Scene::load(deps.storage, env)?;
    let store = ReadStore(deps.storage);
    Ok(to_json_binary(&ProgressResponse {
        drawn: market.drawn.unwrap_or(NO_PIECE),
        next_piece: market.expected_piece().unwrap_or(NO_PIECE),
        samples: market.samples,
        round: Position::load(&store).map_or(0, |position| position.round),
        bounty: market.rest().into(),
        contributors: market.contributors,
        collect_end: market.collect_end.into(),
    })?)
}

/// The round whose state the model has, where a market has begun to score it.
pub fn round(storage: &dyn Storage, trainer: &Trainer) -> Option<u32> {
    trainer.incentive.market()?;
    Position::load(&ReadStore(storage)).map(|position| position.round)
}

fn load(
    storage: &dyn Storage,
    terms: &Terms,
    ledger: &Ledger,
    env: &Env,
) -> Result<(Market, Vec<Phase>), ContractError> {
    let market = Market::load(&ReadStore(storage)).ok_or_else(|| corrupt("market"))?;
    Ok(market.at(terms, ledger.count, env.block.time.seconds()))
}

/// What the steps come to, and the model after them with its round.
fn run<'a>(storage: &dyn Storage, scene: &'a Scene, limit: u32) -> (Scored, u32, Session<'a>) {
    let store = ReadStore(storage);
    let position = Position::load(&store).unwrap_or_default();
    let mut trial = ModelTrial::new(storage, scene.trainer.model.as_model(), position.round);
    let (market, contributions) = (scene.market.clone(), scene.ledger.count);
    let scored = Scoring::resume(&store, &scene.terms, &mut trial, market, contributions, position).run(limit);
    (scored, trial.round, trial.session)
}

/// The model in the state of a round.
struct ModelTrial<'s, 'm> {
    storage: &'s dyn Storage,
    model: &'m dyn Model,
    round: u32,
    session: Session<'m>,
}

impl<'s, 'm> ModelTrial<'s, 'm> {
    fn new(storage: &'s dyn Storage, model: &'m dyn Model, round: u32) -> Self {
        let session = Session::open(model, &Log::Empty, &ReadPages { storage, round: Some(round) });
        Self { storage, model, round, session }
    }

    fn pages(&self) -> ReadPages<'s> {
        ReadPages { storage: self.storage, round: Some(self.round) }
    }
}

impl Trial for ModelTrial<'_, '_> {
    fn predict(&mut self, sample: &[u8]) -> u16 {
        let pages = self.pages();
        self.session.predict(&pages, sample)
    }

    fn learn(&mut self, sample: &[u8], label: u16) -> bool {
        let pages = self.pages();
        self.session.learn(&pages, sample, label, false).is_ok()
    }

    fn begin_round(&mut self, round: u32) {
        *self = Self::new(self.storage, self.model, round);
    }
}

fn entered_event(phase: Phase) -> Event {
    PhaseEntered { phase: phase.number() }.into()
}

fn event_of(happening: Happening) -> Event {
    match happening {
        Happening::Left { contributor, round, balance } => {
            ContributorLeft { contributor: Addr::unchecked(contributor), round, balance }.into()
        }
        Happening::Paid { round, unit, bounty } => UnitPaid { round, unit, bounty }.into(),
    }
}
