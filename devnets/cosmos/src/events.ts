/** Events of a transaction, in the order in which they are emitted (cosmos-sdk v0.54 `types/events.go`). */

export interface Attribute {
  readonly key: string;
  readonly value: string;
}

export interface ChainEvent {
  readonly type: string;
  readonly attributes: readonly Attribute[];
}

export function event(type: string, ...attributes: readonly (readonly [string, string])[]): ChainEvent {
  return { type, attributes: attributes.map(([key, value]) => ({ key, value })) };
}

export function withAttribute(to: ChainEvent, key: string, value: string): ChainEvent {
  return { type: to.type, attributes: [...to.attributes, { key, value }] };
}
