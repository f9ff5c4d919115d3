import { useState } from 'react';
import { usePortal } from '@/api/portal';
import { Brand } from '@/components/Brand';
import { Field } from '@/components/Field';
import { usePageTitle } from '@/lib/hooks';
import { OperationCard } from './components/OperationCard';
import { SchemaTable } from './components/SchemaTable';
import { description, operations, type Operation, type Schema } from './lib/openapi';
import classes from './Reference.module.css';
import { text } from './text';

/** `**bold**` and `code` of the description; it needs no more. */
function Prose({ children }: { children: string }) {
  return children.split(/\n\n+/).map((paragraph, i) => (
    <p key={i}>
      {paragraph.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, j) => {
        if (part.startsWith('**')) return <strong key={j}>{part.slice(2, -2)}</strong>;
        return part.startsWith('`') ? <code key={j}>{part.slice(1, -1)}</code> : part;
      })}
    </p>
  ));
}

const says = (operation: Operation, words: readonly string[]): boolean => {
  const hay = `${operation.method} ${operation.path} ${operation.summary ?? ''} ${operation.operationId}`.toLowerCase();
  return words.every((word) => hay.includes(word));
};

/** openapi.yaml as a page to read and to try, for everybody. */
export default function ReferencePage() {
  const portal = usePortal();
  const [wanted, setWanted] = useState('');
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = operations.filter((operation) => says(operation, words));
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Brand to="/" />
      </header>
      <main id="content" className={classes.stack} tabIndex={-1}>
        <h1>{text.title}</h1>
        <div className={classes.prose}>
          <Prose>{description.info.description ?? ''}</Prose>
          <p>
            <a href="/api/openapi.yaml">{text.document}</a> {description.info.version}
          </p>
        </div>
        <Field
          label={text.find}
          type="search"
          autoComplete="off"
          value={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
          }}
        />
        <p role="status" className={classes.note}>
          {found.length === 0 && text.nothingFound}
        </p>
        {description.tags.map((tag) => {
          const here = found.filter(({ tags }) => tags?.[0] === tag.name);
          return (
            here.length > 0 && (
              <section key={tag.name} className={classes.section} aria-labelledby={`tag-${tag.name}`}>
                <h2 id={`tag-${tag.name}`}>{tag.description ?? tag.name}</h2>
                {here.map((operation) => (
                  <OperationCard key={operation.operationId} operation={operation} />
                ))}
              </section>
            )
          );
        })}
        <section className={classes.section} aria-labelledby="schemas">
          <h2 id="schemas">{text.schemas}</h2>
          {Object.entries(description.components.schemas ?? {}).map(([name, schema]) => (
            <SchemaTable key={name} name={name} schema={schema as Schema} />
          ))}
        </section>
      </main>
    </div>
  );
}
