use cosmwasm_std::{coins, Binary};
use omnisum::msg::{ExecuteMsg, InfoResponse, InstantiateMsg, QueryMsg, StatsResponse};
use omnisum_protocol::StateHash;
use omnisum_vectors::{bytes, list, text};

use crate::chain::{account, attribute, body, refuses, Chain, Plan, START};

fn upload(offset: u32, data: &[u8]) -> ExecuteMsg {
    ExecuteMsg::Upload { offset, data: data.into() }
}

fn invalid(field: &str) -> String {
    format!("InvalidConfig {{\"field\":\"{field}\"}}")
}

#[test]
fn a_whole_state_finalizes_at_once() {
    let plan = Plan::default();
    let mut chain = Chain::empty();
    let done = chain.instantiate(plan.message()).unwrap();
    let kinds: Vec<&str> = done.events.iter().map(|event| event.ty.as_str()).collect();
    assert_eq!(kinds, ["deployed", "finalized"]);
    let deployed: Vec<(&str, &str)> =
        done.events[0].attributes.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
    assert_eq!(deployed, [("protocol", "1"), ("model", "1"), ("incentive", "1")]);
    let expected = Binary::from(StateHash::new(&plan.header()).with(&plan.weights).0);
    assert_eq!(attribute(&done.events[1], "state_hash"), expected.to_base64());
    assert_eq!(chain.state_hash(), expected);
    let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
    assert_eq!((stats.count.u64(), stats.total_good.u64(), stats.last_update.u64()), (0, 0, START));
}

#[test]
fn info_answers_what_was_deployed_before_and_after_it_is_ready() {
    let plan = Plan { metadata: r#"{"name":"reviews"}"#, ..Plan::default() };
    let mut chain = Chain::empty();
    chain.instantiate(InstantiateMsg { weights: Binary::default(), ..plan.message() }).unwrap();
    let mut expected = InfoResponse {
        header: plan.header().into(),
        incentive: plan.incentive().into(),
        owner: account("owner").into_string(),
        deployer: account("deployer").into_string(),
        deployed_at: 77_u64.into(),
        ready: false,
        metadata: plan.metadata.to_owned(),
    };
    assert_eq!(chain.query::<InfoResponse>(QueryMsg::Info {}), Ok(expected.clone()));
    chain.execute("deployer", upload(0, &plan.weights)).unwrap();
    chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
    expected.ready = true;
    assert_eq!(chain.query::<InfoResponse>(QueryMsg::Info {}), Ok(expected));
}

#[test]
fn a_trainer_may_have_neither_owner_nor_metadata() {
    let chain = Chain::deploy(&Plan { owner: None, metadata: "", ..Plan::default() });
    let info: InfoResponse = chain.query(QueryMsg::Info {}).unwrap();
    assert_eq!((info.owner.as_str(), info.metadata.as_str()), ("", ""));
}

#[test]
fn a_state_in_chunks_of_any_size_has_the_same_hash_as_at_once() {
    for (features, classes) in [(3, 2_u16), (7_000, 2), (900, 7), (9_000, 3)] {
        let rows = if classes == 2 { 1 } else { usize::from(classes) };
        let weights: Vec<u8> = (0..rows * (4 + 2 * features as usize)).map(|i| (i * i / 7) as u8).collect();
        let plan = Plan { features, classes, weights, ..Plan::default() };
        let expected = StateHash::new(&plan.header()).with(&plan.weights).0;
        for chunk in [plan.weights.len(), 5_001, 8_192, 20_000] {
            let mut chain = Chain::empty();
            let (first, rest) = plan.weights.split_at(chunk.min(plan.weights.len()) / 3);
            chain.instantiate(InstantiateMsg { weights: first.into(), ..plan.message() }).unwrap();
            let mut offset = first.len();
            for part in rest.chunks(chunk) {
                chain.execute("deployer", upload(offset as u32, part)).unwrap();
                offset += part.len();
            }
            let done = chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
            assert_eq!(attribute(&done.events[0], "state_hash"), Binary::from(expected).to_base64());
            assert_eq!(chain.state_hash(), Binary::from(expected));
        }
    }
}

#[test]
fn the_first_part_of_the_configuration_that_fails_is_named_as_in_the_vectors() {
    for case in list("configs.json", "deployments") {
        let message = InstantiateMsg {
            header: bytes(&case, "header").into(),
            incentive: bytes(&case, "incentive").into(),
            weights: bytes(&case, "weights").into(),
            ..Plan::default().message()
        };
        let field = text(&case, "field");
        match Chain::empty().instantiate(message) {
            Ok(_) => assert_eq!(field, "", "{case}"),
            Err(refused) => assert_eq!(refused, invalid(field), "{case}"),
        }
    }
}

#[test]
fn owner_and_coin_must_be_well_formed() {
    let message = Plan::default().message();
    let refused = |message| Chain::empty().instantiate(message);
    refuses(refused(InstantiateMsg { owner: "nobody".to_owned(), ..message.clone() }), &invalid("owner"));
    for denom in ["", "uc", "u\"c", "u c"] {
        refuses(refused(InstantiateMsg { denom: denom.to_owned(), ..message.clone() }), &invalid("denom"));
    }
}

#[test]
fn nothing_but_the_deployment_works_before_the_trainer_is_ready() {
    let plan = Plan::default();
    let mut chain = Chain::empty();
    chain.instantiate(InstantiateMsg { weights: plan.weights[..5].into(), ..plan.message() }).unwrap();
    refuses(chain.add("alice", &[9], 9, 0), "NotReady {}");
    refuses(chain.add_batch("alice", &[], 0), "NotReady {}");
    let contribution = Chain::deploy(&plan).contribute("alice", &[0], 1);
    refuses(chain.refund("alice", &contribution), "NotReady {}");
    refuses(chain.report("alice", &contribution), "NotReady {}");
    let batch = Chain::deploy(&plan).contribute_batch("alice", &[(&[0], 1)]).0;
    refuses(chain.refund_batch("alice", &batch), "NotReady {}");
    refuses(chain.execute("alice", ExecuteMsg::Compact {}), "NotReady {}");
    let queries = [
        QueryMsg::Predict { sample: Binary::default() },
        QueryMsg::PredictBatch { samples: vec![] },
        QueryMsg::Scores { sample: Binary::default() },
        QueryMsg::Quote { at: 0_u64.into(), count: 1 },
        QueryMsg::Stats {},
        QueryMsg::CreditOf { account: account("alice").into_string() },
        QueryMsg::Record { slot: 0 },
        QueryMsg::Weights { offset: 0, limit: 1 },
        QueryMsg::StateHash {},
    ];
    queries.into_iter().for_each(|query| refuses(chain.query::<serde_json::Value>(query), "NotReady {}"));
    refuses(chain.execute("deployer", ExecuteMsg::Finalize {}), &invalid("weights"));
}

#[test]
fn weights_arrive_in_order_and_no_more_than_the_model_has() {
    let plan = Plan { weights: vec![], ..Plan::default() };
    let mut chain = Chain::deploy(&plan);
    let weights = body(&[(1, &[2, 3, 4])]);
    refuses(chain.execute("deployer", upload(1, &weights)), &invalid("weights"));
    refuses(chain.execute("deployer", upload(0, &[0; 11])), &invalid("weights"));
    refuses(chain.execute("deployer", upload(11, &[])), &invalid("weights"));
    chain.execute("deployer", upload(0, &weights[..4])).unwrap();
    refuses(chain.execute("deployer", upload(0, &weights[..4])), &invalid("offset"));
    refuses(chain.execute("deployer", upload(3, &[0; 11])), &invalid("offset"));
    chain.execute("deployer", upload(4, &weights[4..])).unwrap();
    refuses(chain.execute("deployer", upload(10, &[0])), &invalid("weights"));
    chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
    assert_eq!(chain.query::<Binary>(QueryMsg::Weights { offset: 0, limit: 100 }), Ok(weights.into()));
}

#[test]
fn bytes_that_an_upload_skips_are_zero() {
    let features = 30_000;
    let mut whole = vec![0; 4 + 2 * features as usize];
    whole[20_001..20_010].copy_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    whole[40_000] = 7;
    let plan = Plan { features, ..Plan::default() };
    let at_once = Chain::deploy(&Plan { weights: whole.clone(), ..plan.clone() });

    let mut chain = Chain::deploy(&Plan { weights: vec![], ..plan });
    chain.execute("deployer", upload(20_001, &whole[20_001..20_010])).unwrap();
    chain.execute("deployer", upload(30_000, &[])).unwrap();
    chain.execute("deployer", upload(40_000, &[7, 0, 0])).unwrap();
    refuses(chain.execute("deployer", ExecuteMsg::Finalize {}), &invalid("weights"));
    chain.execute("deployer", upload(whole.len() as u32, &[])).unwrap();
    let done = chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
    assert_eq!(crate::chain::attribute(&done.events[0], "state_hash"), at_once.state_hash().to_base64());
    assert_eq!(chain.state_hash(), at_once.state_hash());
    let pages = |chain: &Chain| chain.deps.storage.0.keys().filter(|key| key[0] == b'p').count();
    assert_eq!((pages(&chain), pages(&at_once)), (2, 2), "the other pages are not kept");
}

#[test]
fn only_the_deployer_writes_and_nobody_once_it_is_ready() {
    let plan = Plan::default();
    let mut chain = Chain::empty();
    chain.instantiate(InstantiateMsg { weights: Binary::default(), ..plan.message() }).unwrap();
    for caller in ["alice", "owner"] {
        refuses(chain.execute(caller, upload(0, &plan.weights)), "NotDeployer {}");
        refuses(chain.execute(caller, ExecuteMsg::Finalize {}), "NotDeployer {}");
    }
    chain.execute("deployer", upload(0, &plan.weights)).unwrap();
    chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
    refuses(chain.execute("deployer", upload(10, &[])), "NotDeployer {}");
    refuses(chain.execute("deployer", ExecuteMsg::Finalize {}), "NotDeployer {}");
}

#[test]
fn a_deployment_takes_no_funds() {
    let plan = Plan::default();
    let nothing = r#"WrongFunds {"expected":"nothing"}"#;
    refuses(Chain::empty().instantiate_with(plan.message(), &coins(1, "ucosm")), nothing);
    let mut chain = Chain::empty();
    chain.instantiate(InstantiateMsg { weights: Binary::default(), ..plan.message() }).unwrap();
    refuses(chain.execute_with("alice", upload(0, &plan.weights), &coins(1, "ucosm")), nothing);
    refuses(chain.execute_with("alice", ExecuteMsg::Finalize {}, &coins(1, "ucosm")), nothing);
}

#[test]
fn the_first_price_counts_from_the_first_transaction() {
    let plan = Plan { cost_weight: 1_000, ..Plan::default() };
    let mut chain = Chain::empty();
    chain.instantiate(InstantiateMsg { weights: Binary::default(), ..plan.message() }).unwrap();
    chain.advance(50);
    chain.execute("deployer", upload(0, &plan.weights)).unwrap();
    chain.advance(50);
    chain.execute("deployer", ExecuteMsg::Finalize {}).unwrap();
    assert_eq!(chain.quote(1), 360_000, "a hundred seconds later");
}
