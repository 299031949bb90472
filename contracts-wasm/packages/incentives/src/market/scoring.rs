use omnisum_protocol::{put_signed, put_varint, Reader};

use super::added::Added;
use super::contributors::contributor;
use super::phases::{optional, put_optional};
use super::test_set::{Place, TestSet};
use super::{Contributor, Kept, Market, Store, StoreMut, Terms};

/// The trainer's model, at work for a market.
pub trait Trial {
    /// The label that it gives a sample now.
    fn predict(&mut self, sample: &[u8]) -> u16;
    /// Learns a labelled sample, unless that would overflow a counter.
    fn learn(&mut self, sample: &[u8], label: u16) -> bool;
    /// Begins a round with the state from before the market.
    fn begin_round(&mut self, round: u32);
}

/// What a scoring is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pass {
    #[default]
    Baseline,
    Training,
    Leaving,
    Paying,
    Done,
}

impl Pass {
    const ALL: [Self; 5] = [Self::Baseline, Self::Training, Self::Leaving, Self::Paying, Self::Done];
}

/// Where a scoring is: what is kept of it between calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// Counts from 0; the model's state is that of this round.
    pub round: u32,
    pass: Pass,
    /// The contribution or contributor that is next.
    at: u64,
    /// The first contribution of those that were added together with it.
    first: u64,
    /// Predictions since the last lesson, and how many were right.
    predicted: u32,
    correct: u32,
    /// Where the test sample of the last prediction is.
    test: Place,
    /// How many were right before the market, and before the last lesson.
    baseline: u32,
    before: u32,
    someone_left: bool,
    /// Of the gains of those who are in.
    sum: i64,
    /// For how much those in pay for each sample lost, at most; none if nobody lost.
    least: Option<u128>,
    unit: u128,
}

impl Position {
    /// Where the scoring is, if it has begun.
    pub fn load(store: &dyn Store) -> Option<Self> {
        Self::decode(&store.read(Kept::Position)?)
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, self.round);
        let pass = Pass::ALL.iter().zip(0_u8..).find(|(pass, _)| **pass == self.pass).map_or(0, |(_, number)| number);
        put_varint(&mut bytes, pass);
        put_varint(&mut bytes, self.at);
        put_varint(&mut bytes, self.first);
        put_varint(&mut bytes, self.test.piece);
        for count in [self.test.first, self.predicted, self.correct, self.baseline, self.before] {
            put_varint(&mut bytes, count);
        }
        put_varint(&mut bytes, self.someone_left);
        put_signed(&mut bytes, self.sum);
        put_optional(&mut bytes, self.least);
        put_varint(&mut bytes, self.unit);
        bytes
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            round: reader.varint()?,
            pass: *Pass::ALL.get(reader.varint::<usize>()?)?,
            at: reader.varint()?,
            first: reader.varint()?,
            test: Place { piece: reader.varint()?, first: reader.varint()? },
            predicted: reader.varint()?,
            correct: reader.varint()?,
            baseline: reader.varint()?,
            before: reader.varint()?,
            someone_left: reader.varint::<u8>()? == 1,
            sum: reader.signed()?,
            least: optional(&mut reader)?,
            unit: reader.varint()?,
        })
    }
}

/// What a scoring has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A contributor cannot pay for their loss, and keeps the balance.
    Left {
        /// The account.
        contributor: String,
        /// In which they left.
        round: u32,
        /// What they keep.
        balance: u128,
    },
    /// Everybody in was paid for their gain, or paid for their loss.
    Paid {
        /// In which that was.
        round: u32,
        /// For each sample gained.
        unit: u128,
        /// What is left of it.
        bounty: u128,
    },
}

/// The scoring of a market at work within one transaction: reads what it needs, once.
pub struct Scoring<'a> {
    store: &'a dyn Store,
    terms: &'a Terms,
    trial: &'a mut dyn Trial,
    market: Market,
    contributions: u64,
    position: Position,
    tests: TestSet,
    contributors: Contributors,
    /// The contribution that is next, unless it was not read yet.
    next: Option<Next>,
    happenings: Vec<Happening>,
}

/// What came of a scoring's steps.
pub struct Scored {
    /// With what is left of the bounty.
    pub market: Market,
    /// Where it stopped.
    pub position: Position,
    /// In order.
    pub happenings: Vec<Happening>,
    contributors: Contributors,
}

impl Scored {
    /// Whether everything is scored.
    pub fn is_done(&self) -> bool {
        self.position.pass == Pass::Done
    }

    /// Keeps the position and the contributors that changed; the market is the caller's to keep.
    pub fn save(&self, store: &mut dyn StoreMut) {
        store.write(Kept::Position, &self.position.encode());
        for (number, contributor, changed) in &self.contributors.loaded {
            if *changed {
                store.write(Kept::Contributor(*number), &contributor.encode());
            }
        }
    }
}

impl<'a> Scoring<'a> {
    /// Goes on where the last one stopped, with the model in the state of the position's round.
    pub fn resume(
        store: &'a dyn Store,
        terms: &'a Terms,
        trial: &'a mut dyn Trial,
        market: Market,
        contributions: u64,
        position: Position,
    ) -> Self {
        let (tests, contributors) = (TestSet::at(position.test), Contributors::default());
        Self {
            store,
            terms,
            trial,
            market,
            contributions,
            position,
            tests,
            contributors,
            next: None,
            happenings: vec![],
        }
    }

    /// Does at most `limit` units of work: a prediction each, or a step over a contribution or contributor.
    pub fn run(mut self, limit: u32) -> Scored {
        for _ in 0..limit {
            match self.position.pass {
                Pass::Baseline => self.measure(),
                Pass::Training => self.train(),
                Pass::Leaving => self.leave(),
                Pass::Paying => self.pay(),
                Pass::Done => break,
            }
        }
        self.position.test = self.tests.place;
        let Self { market, position, happenings, contributors, .. } = self;
        Scored { market, position, happenings, contributors }
    }

    fn measure(&mut self) {
        if self.predict() {
            self.position.baseline = self.position.correct;
            self.begin_round(self.position.round);
        }
    }

    /// Predicts the next test sample; whether it was the last.
    fn predict(&mut self) -> bool {
        let test = self.tests.get(self.store, self.terms, &self.market, self.position.predicted);
        let is_correct = test.is_some_and(|(sample, label)| self.trial.predict(sample) == label);
        self.position.predicted = self.position.predicted.saturating_add(1);
        self.position.correct = self.position.correct.saturating_add(is_correct.into());
        self.position.predicted >= self.market.samples
    }

    fn begin_round(&mut self, round: u32) {
        self.trial.begin_round(round);
        self.position.round = round;
        self.position.before = self.position.baseline;
        self.position.first = 0;
        self.begin(Pass::Training);
    }

    fn begin(&mut self, pass: Pass) {
        let Position { round, first, baseline, before, sum, unit, .. } = self.position;
        self.position = Position { round, pass, first, baseline, before, sum, unit, ..Position::default() };
        if pass == Pass::Leaving {
            self.position.sum = 0;
        }
    }

    fn train(&mut self) {
        let Some(next) = self.next.take().or_else(|| self.read_next()) else { return self.begin(Pass::Leaving) };
        let Some((sample, label)) = next.item() else { return self.begin(Pass::Leaving) };
        let mut contributor = self.contributors.get(self.store, next.added.number);
        let is_taken = !contributor.left && (self.position.predicted > 0 || self.trial.learn(sample, label));
        if is_taken {
            if !self.predict() {
                self.next = Some(next);
                return;
            }
            let gain = i64::from(self.position.correct).saturating_sub(self.position.before.into());
            contributor.gain = contributor.gain_in(self.position.round).saturating_add(gain);
            contributor.round = self.position.round;
            self.contributors.set(next.added.number, contributor);
            self.position.before = self.position.correct;
        }
        self.pass_on(next);
    }

    /// Turns to the contribution after `next`.
    fn pass_on(&mut self, mut next: Next) {
        self.position.at = self.position.at.saturating_add(1);
        (self.position.predicted, self.position.correct) = (0, 0);
        next.nth = next.nth.saturating_add(1);
        if next.nth < next.added.items.len() {
            self.next = Some(next);
        } else {
            self.position.first = self.position.at;
        }
        if self.position.at >= self.contributions {
            self.next = None;
            self.begin(Pass::Leaving);
        }
    }

    fn read_next(&self) -> Option<Next> {
        let added = Added::decode(&self.store.read(Kept::Added(self.position.first))?)?;
        let nth = usize::try_from(self.position.at.checked_sub(self.position.first)?).ok()?;
        Some(Next { added, nth })
    }

    fn leave(&mut self) {
        let number = self.turn();
        let mut contributor = self.contributors.get(self.store, number);
        let gain = contributor.gain_in(self.position.round);
        let loss = u128::from(gain.min(0).unsigned_abs());
        if !contributor.left && contributor.balance < loss {
            contributor.left = true;
            self.contributors.set(number, contributor);
            self.position.someone_left = true;
            self.happenings.push(Happening::Left {
                contributor: self.account(number),
                round: self.position.round,
                balance: contributor.balance,
            });
        } else if !contributor.left {
            self.position.sum = self.position.sum.saturating_add(gain);
            if let Some(unit) = contributor.balance.checked_div(loss) {
                self.position.least = Some(self.position.least.map_or(unit, |least| least.min(unit)));
            }
        }
        if self.position.at >= self.market.contributors.into() {
            self.end_leaving();
        }
    }

    fn end_leaving(&mut self) {
        if self.position.someone_left {
            return self.begin_round(self.position.round.saturating_add(1));
        }
        let positive = u128::try_from(self.position.sum).unwrap_or(0);
        let affordable = self.market.bounty.checked_div(positive);
        let unit = [self.position.least, affordable].into_iter().flatten().min();
        self.position.unit = unit.unwrap_or(0);
        self.begin(if self.position.unit == 0 { Pass::Done } else { Pass::Paying });
    }

    fn pay(&mut self) {
        let number = self.turn();
        let mut contributor = self.contributors.get(self.store, number);
        let gain = contributor.gain_in(self.position.round);
        if !contributor.left && gain != 0 {
            contributor.balance = add(contributor.balance, self.position.unit, gain);
            self.contributors.set(number, contributor);
        }
        if self.position.at >= self.market.contributors.into() {
            self.end_paying();
        }
    }

    fn end_paying(&mut self) {
        let Position { round, unit, sum, .. } = self.position;
        self.market.stakes = add(self.market.stakes, unit, sum);
        self.market.bounty = add(self.market.bounty, unit, sum.saturating_neg());
        self.happenings.push(Happening::Paid { round, unit, bounty: self.market.bounty });
        self.begin(Pass::Leaving);
    }

    /// The contributor whose turn it is.
    fn turn(&mut self) -> u32 {
        let number = u32::try_from(self.position.at).unwrap_or(u32::MAX);
        self.position.at = self.position.at.saturating_add(1);
        number
    }

    fn account(&self, number: u32) -> String {
        self.store.read(Kept::Account(number)).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// `money + unit·gain`; the mechanism sees to it that this is neither below zero nor too great.
fn add(money: u128, unit: u128, gain: i64) -> u128 {
    let moved = unit.saturating_mul(gain.unsigned_abs().into());
    if gain < 0 {
        money.saturating_sub(moved)
    } else {
        money.saturating_add(moved)
    }
}

/// Contributions that were added together, and which of them is next.
#[derive(Debug)]
struct Next {
    added: Added,
    nth: usize,
}

impl Next {
    fn item(&self) -> Option<(&[u8], u16)> {
        self.added.items.get(self.nth).map(|(sample, label)| (sample.as_slice(), *label))
    }
}

/// Contributors that were loaded, by their numbers, each with whether it changed.
#[derive(Debug, Default)]
struct Contributors {
    loaded: Vec<(u32, Contributor, bool)>,
}

impl Contributors {
    fn get(&mut self, store: &dyn Store, number: u32) -> Contributor {
        match self.find(number) {
            Ok(index) => self.loaded.get(index).map(|(_, contributor, _)| *contributor).unwrap_or_default(),
            Err(index) => {
                let contributor = contributor(store, number);
                self.loaded.insert(index, (number, contributor, false));
                contributor
            }
        }
    }

    fn set(&mut self, number: u32, contributor: Contributor) {
        if let Some(entry) = self.find(number).ok().and_then(|index| self.loaded.get_mut(index)) {
            *entry = (number, contributor, true);
        }
    }

    fn find(&self, number: u32) -> Result<usize, usize> {
        self.loaded.binary_search_by_key(&number, |(number, ..)| *number)
    }
}
