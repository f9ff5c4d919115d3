import { useState, type SyntheticEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import type { Zone } from '@/lib/time';
import { useChangeEvent, useCreateEvent, type EventDetails, type Program } from '../api';
import classes from '../Events.module.css';
import { ProgramStep } from './ProgramStep';
import { ReviewStep } from './ReviewStep';
import { text } from './text';
import { WhenStep } from './WhenStep';
import { WhomStep } from './WhomStep';
import { errorsOf, placeOf, stepIn, STEPS, toChange, toNewEvent, type Errors, type Step, type Wish } from './wish';

function StepList({ at }: { at: number }) {
  return (
    <ol className={classes.steps} aria-label={text.steps}>
      {STEPS.map((step, i) => (
        <li key={step} className={`${classes.step} ${i < at ? classes.passed : ''} ${i === at ? classes.current : ''}`} aria-current={i === at ? 'step' : undefined}>
          <strong>{text.names[step]}</strong>
        </li>
      ))}
    </ol>
  );
}

interface WizardProps {
  initial: Wish;
  /** The draft, once it is one. */
  event?: EventDetails;
  programs: readonly Program[];
  zone: Zone;
}

/** Step by step to a draft that the server has looked over. The step is part of the address, so Back goes one back. */
export function Wizard({ initial, event, programs, zone }: WizardProps) {
  const [wish, setWish] = useState(initial);
  const [errors, setErrors] = useState<Errors>({});
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const create = useCreateEvent();
  const save = useChangeEvent();
  const asked = stepIn(params.get('step'));
  const step = asked === 'review' && !event ? 'program' : asked;
  const at = STEPS.indexOf(step);
  const error = create.error ?? save.error;
  const go = (next: Step): void => {
    setParams({ step: next });
  };
  const change = (changed: Partial<Wish>): void => {
    setWish((now) => ({ ...now, ...changed }));
    setErrors({});
  };
  const refused = (problem: unknown): void => {
    const { document } = toProblem(problem);
    const place = placeOf(document.place);
    if (!place) return;
    setErrors({ [place.field]: `${document.detail} ${document.cure ?? ''}` });
    go(place.step);
  };
  const keep = (): void => {
    create.reset();
    save.reset();
    const done = (draft: EventDetails): void => {
      navigate(`/events/${draft.id}/edit?step=review`);
    };
    if (event) save.mutate({ id: event.id, ...toChange(wish, event) }, { onSuccess: done, onError: refused });
    else create.mutate(toNewEvent(wish), { onSuccess: done, onError: refused });
  };
  const submit = (submitted: SyntheticEvent): void => {
    submitted.preventDefault();
    const wrong = STEPS.slice(0, at + 1).find((done) => Object.keys(errorsOf(done, wish)).length > 0);
    if (wrong) {
      setErrors(errorsOf(wrong, wish));
      if (wrong !== step) go(wrong);
      return;
    }
    const next = STEPS[at + 1];
    if (next === 'review') keep();
    else if (next) go(next);
  };
  const back = (): void => {
    const before = STEPS[at - 1];
    if (before) go(before);
  };
  const isSaving = create.isPending || save.isPending;
  return (
    <>
      <StepList at={at} />
      {step === 'review' && event ? (
        <ReviewStep event={event} zone={zone} onBack={back} />
      ) : (
        <form className={`${pageClasses.form} ${pageClasses.narrow}`} onSubmit={submit} noValidate aria-label={text.names[step]} aria-busy={isSaving}>
          <h2>{text.names[step]}</h2>
          {error && <ProblemNotice error={error} />}
          {step === 'program' && <ProgramStep wish={wish} errors={errors} change={change} programs={programs} />}
          {step === 'when' && <WhenStep wish={wish} errors={errors} change={change} zone={zone} />}
          {step === 'whom' && <WhomStep wish={wish} errors={errors} change={change} />}
          <div className={pageClasses.buttons}>
            {at > 0 && <Button onClick={back}>{text.back}</Button>}
            <Button type="submit" isPrimary>
              {isSaving ? text.saving : step === 'whom' ? text.look : text.next}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
