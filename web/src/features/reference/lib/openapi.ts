/** The parts of an OpenAPI 3.1 document that the reference shows. The document is ours, so its shape is known. */
import document from '../../../../../src/api/openapi.yaml';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
}

interface Ref {
  $ref?: string;
}
interface Media {
  schema?: Schema;
  example?: unknown;
}
export interface Parameter extends Ref {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema?: Schema;
}
export interface Answer extends Ref {
  description: string;
  content?: Record<string, Media>;
}
interface RawOperation {
  tags?: string[];
  operationId: string;
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media>; description?: string };
  responses: Record<string, Answer>;
}
export interface Operation extends RawOperation {
  method: string;
  path: string;
  isPublic: boolean;
}
export interface ApiDescription {
  info: { title: string; version: string; description?: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, unknown>>;
}

export const description = document as ApiDescription;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** What a local reference points at; the thing itself where it is none. */
export function resolved<T extends Ref>(thing: T): T {
  if (!thing.$ref) return thing;
  const [, , kind = '', name = ''] = thing.$ref.split('/');
  return description.components[kind]?.[name] as T;
}

export const nameOfRef = (ref: string): string => ref.split('/').at(-1) ?? ref;

export const operations: readonly Operation[] = Object.entries(description.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method];
    if (!operation) return [];
    const parameters = (operation.parameters ?? []).map(resolved);
    return [{ ...operation, parameters, method, path, isPublic: operation.security?.length === 0 }];
  }),
);

/** The type of a schema in a word or two. */
export function typeOf(schema: Schema | undefined): string {
  if (!schema) return 'anything';
  if (schema.$ref) return nameOfRef(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices) return choices.map(typeOf).join(' | ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'anything');
  return schema.format ? `${type} (${schema.format})` : type;
}

/** The address of a call: path parameters filled in, query parameters that have a value behind it. */
export function addressOf(operation: Operation, values: Readonly<Record<string, string>>): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const { name, in: place } of operation.parameters ?? []) {
    const value = values[name];
    if (place === 'query' && value) query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
