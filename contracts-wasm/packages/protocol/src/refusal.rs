use std::fmt;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),* })*) => {
        /// Why an operation was refused: the names and fields of docs/protocol.md §7, in its order.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs)] // the fields are named by the protocol
        pub enum Refusal { $($(#[$doc])* $name { $($field: $kind),* }),* }

        /// Every refusal with the names of its fields, for comparison with the other implementations.
        pub const REFUSALS: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($field)),*])),*];

        impl fmt::Display for Refusal {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name { $($field),* } =>
                        write_refusal(f, stringify!($name), &[$((stringify!($field), $field)),*])),*
                }
            }
        }
    };
}

refusals! {
    /// The trainer is still being deployed.
    NotReady {}
    /// Only the deployer may write, and only before the trainer is finalized.
    NotDeployer {}
    /// A part of the configuration is out of its range.
    InvalidConfig { field: &'static str }
    /// There is no such label.
    InvalidLabel { label: u16, classes: u16 }
    /// The sample is not packed as the protocol says.
    InvalidSample { reason: &'static str }
    /// The batch is not packed as the protocol says.
    InvalidBatch { reason: &'static str }
    /// Less was sent than the contribution costs.
    InsufficientDeposit { sent: u128, required: u128 }
    /// No open contribution has these fields.
    UnknownContribution { id: u64 }
    /// Only the author may have a contribution refunded.
    NotAuthor {}
    /// The author may not report a contribution of their own yet.
    OwnContribution {}
    /// The contribution cannot be settled before this time.
    TooEarly { until: u64 }
    /// The model predicts another label.
    ModelDisagrees { predicted: u16 }
    /// The model predicts the contribution's label.
    ModelAgrees {}
    /// This account has reported this contribution before.
    AlreadyReported {}
    /// This account has no refunded contribution to its name.
    NoCredit {}
    /// The reporter's share rounds to zero.
    ShareTooSmall {}
    /// A counter of the model would leave its range.
    CounterOverflow {}
    /// The operation belongs to another phase, or has been done in this one.
    WrongPhase { phase: u8 }
    /// The piece is not the one that is expected, or not as it was committed to.
    CommitmentMismatch { piece: u16 }
    /// Only the provider may do this.
    NotProvider {}
    /// The market holds nothing for this account.
    NothingToCollect {}
    /// Something else than the trainer's coin was sent.
    WrongFunds { expected: String }
}

/// `Name {"field":"value",…}`: what a client reads in the failed transaction's log. No value needs escaping.
fn write_refusal(f: &mut fmt::Formatter<'_>, name: &str, fields: &[(&str, &dyn fmt::Display)]) -> fmt::Result {
    write!(f, "{name} {{")?;
    let mut separator = "";
    for (field, value) in fields {
        write!(f, "{separator}\"{field}\":\"{value}\"")?;
        separator = ",";
    }
    f.write_str("}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_its_name_and_its_fields_as_json_strings() {
        let text = Refusal::InsufficientDeposit { sent: 1, required: 250 }.to_string();
        assert_eq!(text, r#"InsufficientDeposit {"sent":"1","required":"250"}"#);
        assert_eq!(Refusal::NoCredit {}.to_string(), "NoCredit {}");
    }

    #[test]
    fn the_catalogue_lists_every_field_in_order() {
        assert!(REFUSALS.contains(&("InvalidLabel", &["label", "classes"])));
        assert!(REFUSALS.contains(&("NotReady", &[])));
    }
}
