import { useState, type SyntheticEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { toProblem } from '@/api/problem';
import { Button, ButtonLink } from '@/components/Button';
import { Check } from '@/components/Choices';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Field } from '@/components/Field';
import { TextField } from '@/components/Inputs';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { text as shared } from '@/components/text';
import { useSaveProgram, type BaselineMethod, type ProgramDetails } from '../api';
import { BaselineFields } from './BaselineFields';
import { HolidayFields, NoticeFields } from './CalendarFields';
import { CreditFields } from './CreditFields';
import { text } from './text';
import { errorsOf, fieldAt, NOTHING, toWish, typedOf, type Errors, type Typed } from './wish';

interface ProgramFormProps {
  program?: ProgramDetails;
  methods: readonly BaselineMethod[];
}

/** All terms on one page; other terms become a version of their own. */
export function ProgramForm({ program, methods }: ProgramFormProps) {
  const [typed, setTyped] = useState<Typed>(program ? typedOf(program) : NOTHING);
  const [errors, setErrors] = useState<Errors>({});
  const save = useSaveProgram(program?.id);
  const navigate = useNavigate();
  const change = (changed: Partial<Typed>): void => {
    setTyped((now) => ({ ...now, ...changed }));
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const wrong = errorsOf(typed);
    setErrors(wrong);
    save.reset();
    if (Object.keys(wrong).length > 0 || save.isPending) return;
    save.mutate(toWish(typed), {
      onSuccess: ({ id }) => { navigate(`/programs/${id}`); },
      onError: (error) => {
        const { place, detail, cure } = toProblem(error).document;
        const field = fieldAt(place);
        if (field) setErrors({ [field]: `${detail} ${cure ?? ''}` });
      },
    });
  };
  const isAtField = save.error !== null && fieldAt(toProblem(save.error).document.place) !== undefined;
  const part = { typed, errors, change };
  return (
    <form className={`${pageClasses.form} ${pageClasses.narrow}`} onSubmit={submit} noValidate aria-busy={save.isPending}>
      <ErrorSummary title={text.wrong} errors={errors as Record<string, string | undefined>} />
      {save.error && !isAtField && <ProblemNotice error={save.error} />}
      <Field id="name" label={text.name} value={typed.name} maxLength={100} autoComplete="off" error={errors.name} onChange={(event) => { change({ name: event.target.value }); }} />
      <BaselineFields {...part} methods={methods} />
      <CreditFields {...part} />
      <HolidayFields {...part} />
      <NoticeFields {...part} />
      <TextField label={text.note} help={text.noteHelp} rows={3} maxLength={500} value={typed.note} error={errors.note} onChange={(event) => { change({ note: event.target.value }); }} />
      {program && <Check label={text.archive} isChecked={typed.isArchived} onChange={(isArchived) => { change({ isArchived }); }} />}
      <div className={pageClasses.buttons}>
        <ButtonLink to={program ? `/programs/${program.id}` : '/programs'}>{shared.cancel}</ButtonLink>
        <Button type="submit" isPrimary>
          {save.isPending ? text.saving : program ? text.save : text.create}
        </Button>
      </div>
    </form>
  );
}
