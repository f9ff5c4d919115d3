import { text } from './text';

export type LogInErrors = Partial<Record<'email' | 'password', string>>;

export function validateLogIn(email: string, password: string): LogInErrors {
  const errors: LogInErrors = {};
  if (!email.trim()) errors.email = text.emailMissing;
  else if (!/^[^@\s]+@[^@\s]+$/.test(email.trim())) errors.email = text.emailWrong;
  if (!password) errors.password = text.passwordMissing;
  return errors;
}
