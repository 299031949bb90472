import { fromHex, modelDefinition, packHeader, stateHash, toHex } from "@omnisum/core";
import { packSample, packState, STATES } from "./states.mjs";

/**
 * One case of a model's file: `state` learns `lessons` in order. All answers come from the formulas; where core's model
 * gives another, this throws.
 * @param lessons list of `{sample, label}`, a sample as formulas.mjs takes it
 * @param options `short`: bodies are left out of the file
 */
export function modelCase(name, config, state, lessons, { short = false } = {}) {
  const definition = modelDefinition(config.kind);
  const header = packHeader(definition, config);
  const initial = packState(config, state);
  const run = { config, encoding: definition.encoding, model: definition.create(config, initial) };
  let current = state;
  const learned = lessons.map((lesson) => {
    const before = predict(run, current, lesson.sample);
    const next = STATES[config.kind].formulas.learn(current, lesson.sample, lesson.label);
    current = next ?? current;
    return teach(run, { ...before, label: lesson.label, refused: next === undefined });
  });
  const body = packState(config, current);
  expectSame(toHex(run.model.body()), toHex(body));
  return {
    name,
    header: toHex(header),
    features: config.features,
    classes: config.classes,
    ...Object.fromEntries(Object.entries(config.parameters).map(([key, value]) => [key, Number(value)])),
    bodyLength: body.length,
    initialBody: short ? "0x" : toHex(initial),
    initialHash: toHex(stateHash(header, initial)),
    lessons: learned,
    predictions: [[], ...lessons.slice(0, 3).map(({ sample }) => sample)].map((sample) => predict(run, current, sample)),
    finalBody: short ? "0x" : toHex(body),
    finalHash: toHex(stateHash(header, body)),
  };
}

/** `taught` is what a model answers that is asked whether it disagreed. */
function teach({ model }, lesson) {
  const { sample, label, predicted, refused } = lesson;
  const attempt = () => model.learn(fromHex(sample), label, true);
  const taught = !refused && predicted !== label;
  expectSame(refused ? refusalOf(attempt) : attempt(), refused ? "CounterOverflow" : taught);
  return { ...lesson, taught };
}

function predict({ config, encoding, model }, state, sample) {
  const { formulas } = STATES[config.kind];
  const packed = packSample(encoding, config.features, sample);
  const scores = formulas.scores(state, sample).map(String);
  const predicted = formulas.predict(state, sample);
  expectSame(model.scores(packed).map(String).join(), scores.join());
  expectSame(model.predict(packed), predicted);
  return { sample: toHex(packed), scores, predicted };
}

function refusalOf(attempt) {
  try {
    return attempt();
  } catch (error) {
    return error.name;
  }
}

function expectSame(actual, expected) {
  if (actual !== expected) throw new Error(`core's model gives ${actual}, the formulas give ${expected}`);
}
