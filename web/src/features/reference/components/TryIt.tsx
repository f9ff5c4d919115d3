import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { addressOf, type Operation } from '../lib/openapi';
import { Code } from './Code';
import classes from '../Reference.module.css';
import { text } from '../text';

const MOST_CHARACTERS = 20_000;

interface Outcome {
  headline: string;
  body: string;
}

async function ask(address: string): Promise<Outcome> {
  const started = performance.now();
  const answer = await fetch(address, { credentials: 'same-origin' });
  const headline = text.answered(answer.status, Math.round(performance.now() - started));
  const type = answer.headers.get('Content-Type') ?? '';
  if (!/json|text|yaml|csv/.test(type)) return { headline, body: text.notText(type, (await answer.arrayBuffer()).byteLength) };
  const raw = await answer.text();
  const body = type.includes('json') ? JSON.stringify(JSON.parse(raw), null, 2) : raw;
  return { headline, body: body.length > MOST_CHARACTERS ? `${body.slice(0, MOST_CHARACTERS)}\n… ${text.cut}` : body };
}

/** A form for the parameters, and the answer of this very portal. Reading only: nothing here changes anything. */
export function TryIt({ operation }: { operation: Operation }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [outcome, setOutcome] = useState<Outcome>();
  const [missing, setMissing] = useState<string>();
  const fields = (operation.parameters ?? []).filter(({ in: place }) => place !== 'header');
  const send = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const absent = fields.find(({ name, required }) => required && !values[name]);
    setMissing(absent?.name);
    if (absent) return;
    setOutcome(await ask(addressOf(operation, values)).catch(() => ({ headline: text.failed, body: '' })));
  };
  return (
    <form className={classes.tryIt} noValidate onSubmit={(event) => void send(event)}>
      <h4>{text.tryIt}</h4>
      <p className={classes.note}>{text.tryHelp}</p>
      {fields.map(({ name, required }) => (
        <Field
          key={name}
          label={required ? `${name} (${text.required})` : name}
          error={missing === name ? text.missing(name) : undefined}
          autoComplete="off"
          value={values[name] ?? ''}
          onChange={(event) => {
            setValues({ ...values, [name]: event.currentTarget.value });
          }}
        />
      ))}
      <div>
        <Button type="submit">{text.send}</Button>
      </div>
      <div role="status">
        {outcome && (
          <>
            <p className={classes.note}>{outcome.headline}</p>
            {outcome.body && <Code label={text.answers}>{outcome.body}</Code>}
          </>
        )}
      </div>
    </form>
  );
}
