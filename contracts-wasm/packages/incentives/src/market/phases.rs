use omnisum_protocol::{mul_div, put_varint, Reader};

use super::{Kept, StoreMut, Terms};

/// The phases of a market, only forward.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The provider posts the bounty and shows a piece of the test set.
    #[default]
    Setup,
    /// Contributions are taken.
    Participation,
    /// The provider reveals the rest of the test set.
    Reveal,
    /// What the data are worth is computed.
    Scoring,
    /// Everybody takes what is theirs.
    Collect,
    /// Nothing is left.
    Closed,
}

impl Phase {
    const ALL: [Self; 6] = [Self::Setup, Self::Participation, Self::Reveal, Self::Scoring, Self::Collect, Self::Closed];

    /// Its number in the protocol.
    pub fn number(self) -> u8 {
        match self {
            Self::Setup => 0,
            Self::Participation => 1,
            Self::Reveal => 2,
            Self::Scoring => 3,
            Self::Collect => 4,
            Self::Closed => 5,
        }
    }

    fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// What changes with a market's operations, apart from the contributors and the scoring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Market {
    /// As it was entered last; by time it may have ended since.
    pub phase: Phase,
    /// The height at which the market was opened.
    pub opened: Option<u64>,
    /// The piece to be shown.
    pub drawn: Option<u16>,
    /// The piece to be revealed next, once the drawn one is shown.
    pub next: Option<u16>,
    /// Test samples so far.
    pub samples: u32,
    /// How many have contributed.
    pub contributors: u32,
    /// What the market holds for the provider, and for shares in a forfeited bounty.
    pub bounty: u128,
    /// The sum of all balances.
    pub stakes: u128,
    /// All stakes when the bounty was forfeited, unless they were nothing.
    pub forfeited: Option<u128>,
    /// When anyone may take what is uncollected; 0 before the collect phase.
    pub collect_end: u64,
}

impl Market {
    /// As it is at the time `now`, and the phases that it entered since the last operation: those that end by time have
    /// ended at theirs.
    pub fn at(mut self, terms: &Terms, contributions: u64, now: u64) -> (Self, Vec<Phase>) {
        let mut entered = Vec::new();
        if now < terms.participation_end || self.phase > Phase::Reveal {
            return (self, entered);
        }
        if self.phase == Phase::Participation && contributions >= terms.min_contributions.into() {
            self.enter(Phase::Reveal, &mut entered);
        }
        if self.phase != Phase::Reveal {
            self.enter_collect(terms, terms.participation_end, &mut entered);
        } else if now >= terms.reveal_end() {
            self.forfeited = Some(self.stakes).filter(|stakes| *stakes > 0);
            self.enter_collect(terms, terms.reveal_end(), &mut entered);
        }
        (self, entered)
    }

    /// Begins a phase.
    pub fn enter(&mut self, phase: Phase, entered: &mut Vec<Phase>) {
        self.phase = phase;
        entered.push(phase);
    }

    /// Begins the collect phase at the time `began`, and ends it where there is nothing to collect.
    pub fn enter_collect(&mut self, terms: &Terms, began: u64, entered: &mut Vec<Phase>) {
        self.collect_end = began.saturating_add(terms.collect_wait.into());
        self.enter(Phase::Collect, entered);
        self.close_if_empty(entered);
    }

    /// A market that holds nothing is closed.
    pub fn close_if_empty(&mut self, entered: &mut Vec<Phase>) {
        if self.held() == 0 {
            self.enter(Phase::Closed, entered);
        }
    }

    /// All money there is.
    pub fn held(&self) -> u128 {
        self.bounty.saturating_add(self.stakes)
    }

    /// The piece to be revealed next: the drawn one until it is shown.
    pub fn expected_piece(&self) -> Option<u16> {
        self.next.or(self.drawn)
    }

    /// The piece after one, without the one that was shown.
    fn piece_after(&self, piece: u16) -> u16 {
        let next = piece.saturating_add(1);
        if self.drawn == Some(next) {
            next.saturating_add(1)
        } else {
            next
        }
    }

    /// Shows the piece that was drawn: participation begins.
    pub fn show(&mut self, entered: &mut Vec<Phase>) {
        self.next = Some(if self.drawn == Some(0) { 1 } else { 0 });
        self.enter(Phase::Participation, entered);
    }

    /// Reveals the piece that is expected, a list of `count` samples; with the last one scoring begins.
    pub fn reveal(
        &mut self,
        store: &mut dyn StoreMut,
        terms: &Terms,
        list: &[u8],
        count: usize,
        entered: &mut Vec<Phase>,
    ) {
        let piece = self.next.unwrap_or(0);
        store.write(Kept::Piece(piece), list);
        self.samples = self.samples.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        let next = self.piece_after(piece);
        self.next = Some(next);
        if next >= terms.pieces {
            self.next = Some(terms.pieces);
            self.enter(Phase::Scoring, entered);
        }
    }

    /// What of a forfeited bounty goes with a balance that has not been collected.
    pub fn share(&self, terms: &Terms, balance: u128) -> u128 {
        self.forfeited.map_or(0, |stakes| mul_div(terms.bounty, balance, stakes))
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.phase.number()];
        put_optional(&mut bytes, self.opened.map(u128::from));
        put_optional(&mut bytes, self.drawn.map(u128::from));
        put_optional(&mut bytes, self.next.map(u128::from));
        put_varint(&mut bytes, self.samples);
        put_varint(&mut bytes, self.contributors);
        put_varint(&mut bytes, self.bounty);
        put_varint(&mut bytes, self.stakes);
        put_optional(&mut bytes, self.forfeited);
        put_varint(&mut bytes, self.collect_end);
        bytes
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            phase: Phase::of(reader.u8()?)?,
            opened: optional(&mut reader)?,
            drawn: optional(&mut reader)?,
            next: optional(&mut reader)?,
            samples: reader.varint()?,
            contributors: reader.varint()?,
            bounty: reader.varint()?,
            stakes: reader.varint()?,
            forfeited: optional(&mut reader)?,
            collect_end: reader.varint()?,
        })
    }
}

/// 0 for none, else one more than the number.
pub(super) fn put_optional(bytes: &mut Vec<u8>, value: Option<u128>) {
    put_varint(bytes, value.map_or(0, |value| value.saturating_add(1)));
}

/// Reads what `put_optional` wrote, if it fits.
pub(super) fn optional<T: TryFrom<u128>>(reader: &mut Reader) -> Option<Option<T>> {
    match reader.varint::<u128>()?.checked_sub(1) {
        None => Some(None),
        Some(value) => T::try_from(value).ok().map(Some),
    }
}
