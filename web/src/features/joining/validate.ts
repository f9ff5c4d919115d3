import { text } from './text';

export type Who = 'meter' | 'organisation';

export interface Draft {
  who: Who;
  email: string;
  firstName: string;
  lastName: string;
  password: string;
  number: string;
  code: string;
}

export const emptyDraft: Draft = { who: 'meter', email: '', firstName: '', lastName: '', password: '', number: '', code: '' };

/** Messages by the id of the field. */
export type Errors = Partial<Record<'email' | 'first_name' | 'last_name' | 'password' | 'number' | 'claim_code', string>>;

const MIN_PASSWORD = 10;

const withoutEmpty = (errors: Errors): Errors =>
  Object.fromEntries(Object.entries(errors).filter(([, message]) => message !== undefined));

export const emailError = (email: string): string | undefined => {
  if (!email.trim()) return text.missing(text.email.toLowerCase());
  return /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? undefined : text.emailWrong;
};

/** Characters as a person counts them; the server has the last word. */
export const passwordError = (password: string): string | undefined =>
  Array.from(password).length < MIN_PASSWORD ? text.passwordShort : undefined;

export const numberError = ({ who, number }: Pick<Draft, 'who' | 'number'>): string | undefined => {
  if (number.trim()) return undefined;
  return text.missing((who === 'meter' ? text.meterNumber : text.organisationNumber).toLowerCase());
};

const personErrors = (draft: Draft): Errors => ({
  first_name: draft.firstName.trim() ? undefined : text.missing(text.firstName.toLowerCase()),
  last_name: draft.lastName.trim() ? undefined : text.missing(text.lastName.toLowerCase()),
});

export function validateRegistration(draft: Draft, needsCode: boolean): Errors {
  return withoutEmpty({
    number: numberError(draft),
    claim_code: needsCode && draft.who === 'meter' && !draft.code.trim() ? text.codeMissing : undefined,
    ...personErrors(draft),
    email: emailError(draft.email),
    password: passwordError(draft.password),
  });
}

export function validateInvited(draft: Draft): Errors {
  return withoutEmpty({ ...personErrors(draft), password: passwordError(draft.password) });
}

/** The number under the name that the API has for it. */
export const numberOf = ({ who, number }: Pick<Draft, 'who' | 'number'>) =>
  who === 'meter' ? { meter_number: number.trim() } : { organisation_number: number.trim() };
