/** Errors of the virtual machine, with the texts of cosmwasm-vm 3.0 (`errors/vm_error.rs`). */

/** Where an error comes from; only `gas` changes what the caller does. */
export type VmErrorKind =
  | "gas"
  | "static"
  | "compile"
  | "instantiation"
  | "resolve"
  | "runtime"
  | "communication"
  | "other";

/** An error of the VM itself or of a contract that it stopped; an answer `Err` of a contract is none. */
export class VmError extends Error {
  override readonly name = "VmError";
  readonly kind: VmErrorKind;

  constructor(kind: VmErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }

  static gasDepletion(): VmError {
    return new VmError("gas", "Ran out of gas during contract execution");
  }

  static communication(problem: string): VmError {
    return new VmError("communication", `Error in guest/host communication: ${problem}`);
  }

  static staticValidation(problem: string): VmError {
    return new VmError("static", `Error during static Wasm validation: ${problem}`);
  }
}
