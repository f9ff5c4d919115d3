import { useState } from 'react';
import { resolved, type Answer, type Operation } from '../lib/openapi';
import classes from '../Reference.module.css';
import { text } from '../text';
import { Code } from './Code';
import { FieldTable, TypeName } from './SchemaTable';
import { TryIt } from './TryIt';

const STREAM = 'text/event-stream';

function Answers({ operation }: { operation: Operation }) {
  return (
    <>
      <h4>{text.answers}</h4>
      <dl className={classes.answers}>
        {Object.entries(operation.responses).map(([status, answer]) => (
          <AnswerLine key={status} status={status} answer={resolved(answer)} />
        ))}
      </dl>
    </>
  );
}

function AnswerLine({ status, answer }: { status: string; answer: Answer }) {
  const media = Object.entries(answer.content ?? {});
  return (
    <div>
      <dt>
        <code>{status}</code>
      </dt>
      <dd>
        {answer.description}
        {media.map(([type, { schema, example }]) => (
          <span key={type} className={classes.media}>
            <span className={classes.note}>{type}: </span>
            <TypeName schema={schema} />
            {example !== undefined && (
              <Code label={text.example}>{JSON.stringify(example, null, 2)}</Code>
            )}
          </span>
        ))}
      </dd>
    </div>
  );
}

function Details({ operation }: { operation: Operation }) {
  const isStream = Object.values(operation.responses).some((answer) => STREAM in (answer.content ?? {}));
  const parameters = operation.parameters ?? [];
  return (
    <div className={classes.details}>
      {operation.description && <p>{operation.description}</p>}
      <p className={classes.note}>
        {operation.isPublic ? text.isPublic : text.needsSession} · {operation.operationId}
      </p>
      {parameters.length > 0 && (
        <>
          <h4>{text.parameters}</h4>
          <FieldTable
            label={text.parameters}
            rows={parameters.map(({ name, schema, required, description }) => ({ name, schema, isRequired: required ?? false, meaning: description }))}
          />
        </>
      )}
      {operation.requestBody && (
        <>
          <h4>{text.body}</h4>
          {Object.entries(operation.requestBody.content).map(([type, { schema }]) => (
            <p key={type}>
              <span className={classes.note}>{type}: </span>
              <TypeName schema={schema} />
            </p>
          ))}
        </>
      )}
      <Answers operation={operation} />
      {operation.method === 'get' && (isStream ? <p className={classes.note}>{text.stream}</p> : <TryIt operation={operation} />)}
    </div>
  );
}

export function OperationCard({ operation }: { operation: Operation }) {
  const [isOpen, setIsOpen] = useState(false);
  const id = `operation-${operation.operationId}`;
  return (
    <article id={id} className={classes.operation}>
      <h3>
        <button
          type="button"
          className={classes.head}
          aria-expanded={isOpen}
          aria-controls={`${id}-details`}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          <span className={classes.method}>{operation.method.toUpperCase()}</span>
          <code className={classes.path}>{operation.path}</code>
          <span className={classes.summary}>{operation.summary}</span>
        </button>
      </h3>
      <div id={`${id}-details`}>{isOpen && <Details operation={operation} />}</div>
    </article>
  );
}
