import { readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import { packParameters, parametersLength, readParameters } from "../protocol/parameters.ts";
import { DEPOSIT_REFUND_TAKE } from "./deposit-refund-take.ts";
import type { IncentiveConfig, IncentiveDefinition } from "./incentive.ts";
import { POINTS } from "./points.ts";
import { PREDICTION_MARKET } from "./prediction-market/definition.ts";

/** Every kind of incentive mechanism; a new one is added here and nowhere else. */
export const INCENTIVES: readonly IncentiveDefinition[] = [DEPOSIT_REFUND_TAKE, POINTS, PREDICTION_MARKET];

/** The definition of a kind; throws `UnknownKind` with those that exist. */
export function incentiveDefinition(kind: string): IncentiveDefinition {
  const definition = INCENTIVES.find((incentive) => incentive.kind === kind);
  if (definition === undefined) {
    const known = INCENTIVES.map((incentive) => incentive.kind).join(", ");
    throw new OmnisumError("UnknownKind", { role: "incentive mechanism", kind, known });
  }
  return definition;
}

/** kind u8 ‖ its parameters, as they travel to every chain (docs/protocol.md §5). */
export function packIncentive({ kind, parameters }: IncentiveConfig): Uint8Array {
  const definition = incentiveDefinition(kind);
  return Uint8Array.of(definition.id, ...packParameters(definition.parameters, parameters));
}

/**
 * Reads and checks what `packIncentive` packed; throws `InvalidConfig` with the first field that fails, the `owner` last
 * where one is given and the mechanism needs one.
 */
export function readIncentive(bytes: Uint8Array, owner?: string): IncentiveConfig {
  const id = Number(readBigEndian(bytes.subarray(0, 1)));
  const definition = INCENTIVES.find((incentive) => incentive.id === id);
  if (definition === undefined || bytes.length !== 1 + parametersLength(definition.parameters)) {
    throw new OmnisumError("InvalidConfig", { field: "incentive" });
  }
  const parameters = readParameters(definition.parameters, bytes.subarray(1));
  definition.validate(parameters);
  if (owner === "" && definition.needsOwner) throw new OmnisumError("InvalidConfig", { field: "owner" });
  return { kind: definition.kind, parameters };
}
