import { nameOfRef, typeOf, type Schema } from '../lib/openapi';
import classes from '../Reference.module.css';
import { text } from '../text';

/** A type that is a schema of its own leads there. */
export function TypeName({ schema }: { schema: Schema | undefined }) {
  const inner = schema?.items ?? schema;
  if (inner?.$ref) return <a href={`#schema-${nameOfRef(inner.$ref)}`}>{typeOf(schema)}</a>;
  return <code>{typeOf(schema)}</code>;
}

interface Row {
  name: string;
  schema: Schema | undefined;
  isRequired: boolean;
  meaning: string | undefined;
}

export function FieldTable({ label, rows }: { label: string; rows: readonly Row[] }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.type}</th>
            <th scope="col">{text.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, schema, isRequired, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
                {isRequired && <span className={classes.note}> {text.required}</span>}
              </th>
              <td>
                <TypeName schema={schema} />
              </td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function SchemaTable({ name, schema }: { name: string; schema: Schema }) {
  const rows = Object.entries(schema.properties ?? {}).map(([field, inner]) => ({
    name: field,
    schema: inner,
    isRequired: schema.required?.includes(field) ?? false,
    meaning: inner.description,
  }));
  return (
    <div id={`schema-${name}`} className={classes.schema}>
      <h3>{name}</h3>
      {schema.description && <p>{schema.description}</p>}
      {rows.length > 0 ? <FieldTable label={name} rows={rows} /> : <code>{typeOf(schema)}</code>}
    </div>
  );
}
