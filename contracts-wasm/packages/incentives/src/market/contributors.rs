use omnisum_protocol::{put_signed, put_varint, Labelled, Reader, Refusal};

use super::added::Added;
use super::{Kept, Market, Phase, Store, StoreMut, Terms};

/// What a market knows of a contributor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contributor {
    /// The stakes at first; what `collect` pays in the end.
    pub balance: u128,
    /// Of one round; that of a round before counts as zero.
    pub gain: i64,
    /// The gain's.
    pub round: u32,
    /// Whether they could not pay for their loss.
    pub left: bool,
}

impl Contributor {
    /// The gain of a round.
    pub fn gain_in(&self, round: u32) -> i64 {
        if self.round == round {
            self.gain
        } else {
            0
        }
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, self.balance);
        put_signed(&mut bytes, self.gain);
        put_varint(&mut bytes, self.round);
        put_varint(&mut bytes, self.left);
        bytes
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let (balance, gain, round) = (reader.varint()?, reader.signed()?, reader.varint()?);
        Some(Self { balance, gain, round, left: reader.varint::<u8>()? == 1 })
    }
}

impl Market {
    /// The market in a store; as it is at first, if it was never written.
    pub fn load(store: &dyn Store) -> Option<Self> {
        store.read(Kept::Market).map_or(Some(Self::default()), |bytes| Self::decode(&bytes))
    }

    /// Keeps it.
    pub fn save(&self, store: &mut dyn StoreMut) {
        store.write(Kept::Market, &self.encode());
    }

    /// Takes contributions of an account whose stakes on them are `stakes` together.
    pub fn take(&mut self, store: &mut dyn StoreMut, account: &str, first_id: u64, items: &[Labelled], stakes: u128) {
        let number = number_of(store, account).unwrap_or_else(|| self.welcome(store, account));
        let mut contributor = contributor(store, number);
        contributor.balance = contributor.balance.saturating_add(stakes);
        store.write(Kept::Contributor(number), &contributor.encode());
        self.stakes = self.stakes.saturating_add(stakes);
        store.write(Kept::Added(first_id), &Added::encode(number, items));
    }

    fn welcome(&mut self, store: &mut dyn StoreMut, account: &str) -> u32 {
        let number = self.contributors;
        self.contributors = number.saturating_add(1);
        let mut bytes = Vec::new();
        put_varint(&mut bytes, number);
        store.write(Kept::Number(account), &bytes);
        store.write(Kept::Account(number), account.as_bytes());
        number
    }

    /// What the market holds for an account: as a contributor in balance and share of a forfeited bounty, as the provider.
    fn holdings(&self, store: &dyn Store, terms: &Terms, account: &str, is_provider: bool) -> [u128; 3] {
        let balance = number_of(store, account).map_or(0, |number| contributor(store, number).balance);
        let rest = if is_provider { self.rest() } else { 0 };
        [balance, self.share(terms, balance), rest]
    }

    /// What is left of the bounty for the provider: nothing where it is forfeited. The little that the shares leave over
    /// then is nobody's, as finding it would take a look at every contributor.
    pub fn rest(&self) -> u128 {
        if self.forfeited.is_some() {
            0
        } else {
            self.bounty
        }
    }

    /// What the market holds for an account.
    pub fn due(&self, store: &dyn Store, terms: &Terms, account: &str, is_provider: bool) -> u128 {
        if self.phase == Phase::Closed {
            return 0;
        }
        self.holdings(store, terms, account, is_provider).into_iter().fold(0, u128::saturating_add)
    }

    /// Takes what the market holds for an account out of it; from the collect phase's end on, all that it holds.
    pub fn collect(
        &mut self,
        store: &mut dyn StoreMut,
        terms: &Terms,
        account: &str,
        is_provider: bool,
        now: u64,
    ) -> Result<u128, Refusal> {
        if now >= self.collect_end {
            let amount = self.held();
            (self.bounty, self.stakes) = (0, 0);
            return Ok(amount);
        }
        let [balance, share, rest] = self.holdings(store, terms, account, is_provider);
        let amount = balance.saturating_add(share).saturating_add(rest);
        if amount == 0 {
            return Err(Refusal::NothingToCollect {});
        }
        self.stakes = self.stakes.saturating_sub(balance);
        self.bounty = self.bounty.saturating_sub(share).saturating_sub(rest);
        if let Some(number) = number_of(store, account).filter(|_| balance > 0) {
            let contributor = Contributor { balance: 0, ..contributor(store, number) };
            store.write(Kept::Contributor(number), &contributor.encode());
        }
        Ok(amount)
    }
}

fn number_of(store: &dyn Store, account: &str) -> Option<u32> {
    Reader::new(&store.read(Kept::Number(account))?).varint()
}

pub(super) fn contributor(store: &dyn Store, number: u32) -> Contributor {
    store.read(Kept::Contributor(number)).and_then(|bytes| Contributor::decode(&bytes)).unwrap_or_default()
}
