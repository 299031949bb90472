import type { ModelConfig, SampleEncoding } from "@omnisum/core";

/** [feature index, x], ascending. */
export type FormulaSample = readonly (readonly [number, bigint])[];
/** As formulas.mjs says, different for each kind. */
export type FormulaState = object;

export interface Formulas {
  scores(state: FormulaState, sample: FormulaSample): readonly bigint[];
  predict(state: FormulaState, sample: FormulaSample): number;
  learn(state: FormulaState, sample: FormulaSample, label: number): FormulaState | undefined;
}

export const STATES: Readonly<Record<string, { readonly formulas: Formulas }>>;
export function packState(config: ModelConfig, state: FormulaState): Uint8Array;
export function bodyLength(kind: string, size: { readonly features: number; readonly classes: number }): bigint;
export function readState(config: ModelConfig, body: Uint8Array): FormulaState;
export function packSample(encoding: SampleEncoding, features: number, sample: FormulaSample): Uint8Array;
