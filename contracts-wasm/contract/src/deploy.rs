use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, Storage};
use omnisum_incentives::AnyIncentive;
use omnisum_models::{certain_lessons, upload as write_body, AnyModel, Layout, Session};
use omnisum_protocol::{Hash, Ledger, Log, Refusal, StateHash, CHUNK_BYTES, PROTOCOL};

use crate::deployment::{save_metadata, save_owner, Deployment, Upload};
use crate::events::{Deployed, Finalized};
use crate::msg::InstantiateMsg;
use crate::pages::{ReadPages, WritePages};
use crate::state::{is_ready, save_ledger, Packed, Trainer};
use crate::{funds, ContractError};

/// Checks and keeps the configuration and the first weights; finalizes if they are all of them.
pub fn instantiate(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    let model = AnyModel::from_header(&msg.header)?;
    let incentive = AnyIncentive::from_bytes(&msg.incentive, !msg.owner.is_empty())?;
    let owner = check_owner(&deps, &msg.owner)?;
    check_denom(&msg.denom)?;

    save_owner(deps.storage, owner.as_ref());
    save_metadata(deps.storage, &msg.metadata);
    Deployment { deployer: info.sender.to_string(), height: env.block.height }.save(deps.storage);
    let start = Upload { begun: env.block.time.seconds(), size: 0, greatest: 0, hash: StateHash::new(&msg.header) };
    Packed { header: msg.header.into(), incentive: msg.incentive.into(), denom: msg.denom }.save(deps.storage);

    let event = Deployed { protocol: PROTOCOL, model: model.kind(), incentive: incentive.kind() };
    let response = Response::new().add_event(event);
    let uploaded = append(deps.storage, &model, start, 0, &msg.weights)?;
    if uploaded.size < model.as_model().layout().body_bytes() {
        uploaded.save(deps.storage);
        return Ok(response);
    }
    let state_hash = make_ready(deps.storage, &model, &uploaded);
    Ok(response.add_event(Finalized { state_hash }))
}

/// Takes the next bytes of the canonical body; those that it skips are zero.
pub fn upload(deps: DepsMut, info: &MessageInfo, offset: u32, data: &[u8]) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    check_deployer(deps.storage, info)?;
    let trainer = Trainer::load(deps.storage)?;
    let upload = Upload::load(deps.storage)?;
    append(deps.storage, &trainer.model, upload, offset.into(), data)?.save(deps.storage);
    Ok(Response::new())
}

/// Makes the trainer ready, once all state has arrived.
pub fn finalize(deps: DepsMut, info: &MessageInfo) -> Result<Response, ContractError> {
    funds::refuse(info)?;
    check_deployer(deps.storage, info)?;
    let trainer = Trainer::load(deps.storage)?;
    let upload = Upload::load(deps.storage)?;
    if upload.size < trainer.model.as_model().layout().body_bytes() {
        return Err(Refusal::InvalidConfig { field: "weights" }.into());
    }
    let state_hash = make_ready(deps.storage, &trainer.model, &upload);
    Upload::remove(deps.storage);
    Ok(Response::new().add_event(Finalized { state_hash }))
}

fn make_ready(storage: &mut dyn Storage, model: &AnyModel, upload: &Upload) -> Hash {
    let certain = certain_lessons(model.as_model(), &ReadPages { storage, round: None }, upload.greatest);
    save_ledger(storage, &Ledger::new(upload.begun, certain));
    let rest = read_rest(storage, model, upload.size);
    upload.hash.with(&rest).0
}

/// Writes bytes of the body, those before `offset` that have not arrived being zero, and hashes the chunks that are complete.
fn append(
    storage: &mut dyn Storage,
    model: &AnyModel,
    upload: Upload,
    offset: u64,
    data: &[u8],
) -> Result<Upload, Refusal> {
    let layout: Layout = model.as_model().layout();
    let Some(skipped) = offset.checked_sub(upload.size) else {
        return Err(Refusal::InvalidConfig { field: "offset" });
    };
    let size = offset.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
    if size > layout.body_bytes() {
        return Err(Refusal::InvalidConfig { field: "weights" });
    }
    let mut chunks = Chunks { hash: upload.hash, pending: read_rest(storage, model, upload.size) };
    let greatest = write_body(layout, &mut WritePages { storage, round: None }, offset, data);
    chunks.push_zeros(skipped);
    chunks.push(data);
    Ok(Upload { size, hash: chunks.hash, greatest: upload.greatest.max(greatest), ..upload })
}

/// Hashes the body chunk by chunk.
struct Chunks {
    hash: StateHash,
    /// The bytes of a chunk that is not complete.
    pending: Vec<u8>,
}

impl Chunks {
    fn push(&mut self, data: &[u8]) {
        self.pending.extend_from_slice(data);
        let whole = self.pending.chunks_exact(CHUNK_BYTES);
        let rest = whole.remainder().to_vec();
        self.hash = whole.fold(self.hash, |hash, chunk| hash.with(chunk));
        self.pending = rest;
    }

    fn push_zeros(&mut self, mut count: u64) {
        let zeros = [0; CHUNK_BYTES];
        while count > 0 {
            let missing = CHUNK_BYTES.saturating_sub(self.pending.len());
            let run = usize::try_from(count).unwrap_or(usize::MAX).min(missing);
            self.push(zeros.get(..run).unwrap_or_default());
            count = count.saturating_sub(u64::try_from(run).unwrap_or(u64::MAX));
        }
    }
}

/// The last bytes of an upload that do not make up a whole chunk.
fn read_rest(storage: &dyn Storage, model: &AnyModel, size: u64) -> Vec<u8> {
    let chunk = u64::try_from(CHUNK_BYTES).unwrap_or(u64::MAX);
    let rest = size.checked_rem(chunk).unwrap_or(0);
    let pages = ReadPages { storage, round: None };
    Session::open(model.as_model(), &Log::Empty, &pages).body(&pages, size.saturating_sub(rest), rest)
}

fn check_deployer(storage: &dyn Storage, info: &MessageInfo) -> Result<(), ContractError> {
    let deployment = Deployment::load(storage)?;
    if is_ready(storage) || info.sender.as_str() != deployment.deployer {
        return Err(Refusal::NotDeployer {}.into());
    }
    Ok(())
}

fn check_owner(deps: &DepsMut, owner: &str) -> Result<Option<Addr>, Refusal> {
    if owner.is_empty() {
        return Ok(None);
    }
    deps.api.addr_validate(owner).map(Some).map_err(|_| Refusal::InvalidConfig { field: "owner" })
}

/// The characters of a Cosmos coin's name; `WrongFunds` repeats it as it is.
fn check_denom(denom: &str) -> Result<(), Refusal> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(&byte);
    if (3..=128).contains(&denom.len()) && denom.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(Refusal::InvalidConfig { field: "denom" })
}
