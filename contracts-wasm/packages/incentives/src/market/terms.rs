use omnisum_protocol::{keccak256, merkle, Hash, Reader, Refusal};

/// The bounty and each stake are below this, so that sums of them stay far below 2^128.
const MONEY_BOUND: u128 = 1 << 88;
const TIME_BOUND: u64 = 1 << 40;
const SALT_BYTES: usize = 32;

/// The parameters of a market; times in seconds, money in the chain's smallest unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Into how many the test set is cut.
    pub pieces: u16,
    /// The root of the tree of their commitments.
    pub commitments: Hash,
    /// What the provider posts.
    pub bounty: u128,
    /// On each contribution.
    pub min_stake: u128,
    /// With fewer the market ends.
    pub min_contributions: u32,
    /// Until when contributions are taken.
    pub participation_end: u64,
    /// So long after it the provider may reveal the test set.
    pub reveal_wait: u32,
    /// So long after scoring nobody takes what belongs to others.
    pub collect_wait: u32,
}

impl Terms {
    /// Checks the parameters in the protocol's order.
    pub(crate) fn from_parameters(reader: Reader) -> Result<Self, Refusal> {
        let refused = |field| Refusal::InvalidConfig { field };
        let terms = Self::read(reader).ok_or(refused("incentive"))?;
        let checks = [
            ("pieces", (2..=256).contains(&terms.pieces)),
            ("bounty", terms.bounty < MONEY_BOUND),
            ("minStake", terms.min_stake < MONEY_BOUND),
            ("minContributions", terms.min_contributions > 0),
            ("participationEnd", terms.participation_end < TIME_BOUND),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(refused(field)),
            None => Ok(terms),
        }
    }

    fn read(mut reader: Reader) -> Option<Self> {
        let terms = Self {
            pieces: reader.u16()?,
            commitments: reader.array()?,
            bounty: reader.u96()?,
            min_stake: reader.u96()?,
            min_contributions: reader.u32()?,
            participation_end: reader.u64()?,
            reveal_wait: reader.u32()?,
            collect_wait: reader.u32()?,
        };
        reader.is_empty().then_some(terms)
    }

    /// The stake on each of `count` contributions that come with `sent`.
    pub fn stake(&self, sent: u128, count: u32) -> u128 {
        let each = sent.checked_div(count.into()).unwrap_or(0);
        each.min(MONEY_BOUND.saturating_sub(1))
    }

    /// When the provider's time to reveal ends.
    pub fn reveal_end(&self) -> u64 {
        self.participation_end.saturating_add(self.reveal_wait.into())
    }

    /// Whether a labelled list of `count` samples is what was committed to as that piece.
    pub fn commit_to(&self, piece: u16, salt: &[u8], samples: &[u8], count: usize, proof: &[u8]) -> bool {
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        let commitment = keccak256(&[salt, &count.to_be_bytes(), samples]);
        let climbed = merkle::climb(commitment, proof, self.pieces.into());
        salt.len() == SALT_BYTES
            && climbed.is_some_and(|(position, root)| u16::from(position) == piece && root == self.commitments)
    }
}

/// The piece that the block of that height and time draws.
pub fn draw(terms: &Terms, height: u64, time: u64) -> u16 {
    let hash = keccak256(&[&height.to_be_bytes(), &time.to_be_bytes(), &terms.commitments]);
    let pieces = u32::from(terms.pieces);
    let rest = hash.iter().fold(0_u32, |rest, byte| ((rest << 8) | u32::from(*byte)).checked_rem(pieces).unwrap_or(0));
    u16::try_from(rest).unwrap_or(0)
}
