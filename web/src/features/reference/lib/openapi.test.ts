import { describe, expect, test } from 'vitest';
import { addressOf, description, operations, resolved, typeOf } from './openapi';

describe('The description of the API', () => {
  test('holds every operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives every operation a tag that is described', () => {
    const tags = new Set(description.tags.map(({ name }) => name));
    for (const operation of operations) expect(tags, operation.operationId).toContain(operation.tags?.[0]);
  });

  test('resolves every reference of parameters and answers', () => {
    for (const operation of operations) {
      for (const parameter of operation.parameters ?? []) expect(parameter.name, operation.operationId).toBeTruthy();
      for (const answer of Object.values(operation.responses)) expect(resolved(answer).description, operation.operationId).toBeTruthy();
    }
  });
});

test('An address holds what was filled in, encoded', () => {
  const operation = operations.find(({ operationId }) => operationId === 'getTotals');
  if (!operation) throw new Error('getTotals is gone');
  expect(addressOf(operation, { meter_id: 'a/b', from: '2025-06-01', to: '' })).toBe('/api/vis/total_data/a%2Fb?from=2025-06-01');
});

test('Types are said in a word', () => {
  expect(typeOf({ $ref: '#/components/schemas/Meter' })).toBe('Meter');
  expect(typeOf({ type: ['string', 'null'], format: 'date-time' })).toBe('string | null (date-time)');
  expect(typeOf({ type: 'array', items: { type: 'integer' } })).toBe('list of integer');
  expect(typeOf({ enum: ['a', 'b'] })).toBe('"a" | "b"');
});
