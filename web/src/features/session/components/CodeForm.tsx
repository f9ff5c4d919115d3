import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Field } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import classes from '../LogIn.module.css';
import { text } from '../text';

interface CodeFormProps {
  error: unknown;
  isPending: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The second step: a code of the app, or a recovery code. */
export function CodeForm({ error, isPending, onCode, onBack }: CodeFormProps) {
  const [code, setCode] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const problem = error ? toProblem(error) : undefined;
  const isWrong = problem?.document.type.endsWith('/second-factor-wrong') ?? false;
  const isNew = problem?.document.type.endsWith('/second-factor-needed') ?? true;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setIsMissing(!code.trim());
    if (code.trim() && !isPending) onCode(code.trim());
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.codeTitle}>
      <p>{text.codeLead}</p>
      {problem && !isWrong && !isNew && <ProblemNotice error={problem} safe="" />}
      <Field
        id="code"
        name="code"
        label={text.code}
        help={text.codeHelp}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        // The form is the answer to what was just sent; the code is what it is for.
        autoFocus // eslint-disable-line jsx-a11y/no-autofocus
        required
        maxLength={64}
        value={code}
        error={isMissing ? text.codeMissing : isWrong ? `${problem?.document.detail ?? ''} ${problem?.document.cure ?? ''}` : undefined}
        onChange={(event) => {
          setCode(event.target.value);
        }}
      />
      <Button type="submit" isPrimary isWide aria-busy={isPending}>
        {isPending ? text.submitting : text.codeSubmit}
      </Button>
      <Button isWide onClick={onBack}>
        {text.codeBack}
      </Button>
    </form>
  );
}
