export type { Hex } from "./bytes.ts";
export { bigEndian, concat, equalBytes, fromHex, keccak256, readBigEndian, toHex, utf8 } from "./bytes.ts";
export * from "./errors.ts";
export * from "./fees/fee.ts";
export * from "./fees/network.ts";
export * from "./fees/report.ts";
export type { IncentiveConfig, IncentiveDefinition } from "./incentives/incentive.ts";
export { INCENTIVES, incentiveDefinition, packIncentive, readIncentive } from "./incentives/index.ts";
export { PREDICTION_MARKET_SPEC } from "./incentives/prediction-market/spec.ts";
export {
  makeTestSet,
  type PieceReveal,
  parseTestSet,
  revealOf,
  serializeTestSet,
  type TestPiece,
  type TestSet,
  testSetCommitments,
} from "./incentives/prediction-market/test-set.ts";
export { isqrt } from "./isqrt.ts";
export { MODELS, modelDefinition } from "./models/index.ts";
export {
  headerProtocol,
  type Model,
  type ModelConfig,
  type ModelDefinition,
  packHeader,
  readHeader,
  type SampleEncoding,
} from "./models/model.ts";
export { stateHash } from "./models/state-hash.ts";
export * from "./money.ts";
export * from "./ports.ts";
export * from "./protocol/commitment.ts";
export { errorFieldTypes } from "./protocol/error-fields.ts";
export type * from "./protocol/interface.ts";
export type { ParameterSpec, ParameterSpecs, Parameters } from "./protocol/parameters.ts";
export {
  BATCH,
  type Batch,
  CONTRIBUTION,
  type Contribution,
  MAX_BATCH,
  PROTOCOL,
  TRAINER,
} from "./protocol/trainer.ts";
export type * from "./protocol/wire.ts";
export type * from "./reference/call.ts";
export type { ReferenceConfig } from "./reference/config.ts";
export * from "./reference/trainer.ts";
export { type FeatureCount, MAX_COUNT, packCounts, readCounts } from "./samples/counts.ts";
export { packDense, readDense } from "./samples/dense.ts";
export { quantiseEmbedding } from "./samples/embedding.ts";
export * from "./samples/encoder.ts";
export { indexWidth, MAX_FEATURES } from "./samples/entries.ts";
export * from "./samples/labelled-list.ts";
export { murmur3 } from "./samples/murmur3.ts";
export { packSparse, readSparse } from "./samples/sparse.ts";
export { tokenize } from "./samples/tokens.ts";
export * from "./samples/vocabulary.ts";
export {
  describeIdentity,
  type ExportOptions,
  exportState,
  type Identity,
  identityOf,
  isSame,
  type Origin,
  originOf,
  type StateExport,
} from "./state/export.ts";
export { isStateFile, packStateFile, readStateFile } from "./state/file.ts";
export * from "./state/follow.ts";
export { type History, historyOf } from "./state/history.ts";
export * from "./state/import.ts";
export type { Lesson, LessonRule } from "./state/lessons.ts";
export { LocalModel } from "./state/local-model.ts";
export type { StateMark } from "./state/mark.ts";
export * from "./state/migrate.ts";
export * from "./state/replay.ts";
export { Call, type Funds, type Sent, type TypedClient, typedClient } from "./trainer/call.ts";
export type { ContributionFilter, ContributionView } from "./trainer/contributions.ts";
export * from "./trainer/deploy.ts";
export { initialStateHash } from "./trainer/initial-state.ts";
export * from "./trainer/journal.ts";
export { type Metadata, packMetadata, readMetadata } from "./trainer/metadata.ts";
export * from "./trainer/plan.ts";
export { trainerSpec } from "./trainer/spec.ts";
export { type AddedBatch, Trainer, type TrainerInfo, type TrainerStats } from "./trainer/trainer.ts";
export { type Travel, type TravelTerms, travelOf, type UploadPart } from "./trainer/upload.ts";
export { Turns } from "./turns.ts";
