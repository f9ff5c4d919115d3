import { useState } from 'react';
import { toProblem } from '@/api/problem';
import { useLogIn } from '@/api/session';
import { useRegister, type NewAccount } from './api';
import { emptyDraft, type Draft, type Errors } from './validate';

/** A draft of an account, what is wrong with it, and sending it. Whoever is approved at once is logged in at once. */
export function useJoin(initial: Partial<Draft> = {}) {
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, ...initial });
  const [errors, setErrors] = useState<Errors>({});
  const register = useRegister();
  const logIn = useLogIn();

  const send = async (found: Errors, body: NewAccount): Promise<void> => {
    setErrors(found);
    if (Object.keys(found).length > 0 || register.isPending || logIn.isPending) return;
    const made = await register.mutateAsync(body).catch(() => undefined);
    if (made?.status === 'approved') logIn.mutate({ email: made.email, password: body.password });
  };

  const hasErrors = Object.keys(errors).length > 0;
  const failure = register.error ?? logIn.error;
  return {
    draft,
    change: (change: Partial<Draft>) => {
      setDraft((old) => ({ ...old, ...change }));
    },
    errors,
    problem: failure && !hasErrors ? toProblem(failure) : undefined,
    isSending: register.isPending || logIn.isPending,
    isWaiting: register.data?.status === 'pending',
    send,
  };
}
