import { OmnisumError } from "@omnisum/core";

/** The value that a refusal carries in `field`, or an empty text when `attempt` is not refused. */
export function refusal(field, attempt) {
  try {
    attempt();
    return "";
  } catch (error) {
    if (!(error instanceof OmnisumError) || !(field in error.values)) throw error;
    return String(error.values[field]);
  }
}
