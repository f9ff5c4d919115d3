import { Choices } from '@/components/Choices';
import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import type { Program } from '../api';
import { lengthWords } from '../lib/span';
import { text } from './text';
import type { Errors, Wish } from './wish';

const MINUTE = 60;

export interface StepProps {
  wish: Wish;
  errors: Errors;
  change: (change: Partial<Wish>) => void;
}

function helpOf(program: Program | undefined): string | undefined {
  if (!program) return undefined;
  const { notice_lead_min = 0, opt_out_deadline_min = 0 } = program.terms;
  const words = text.programNotice(lengthWords(notice_lead_min * MINUTE), lengthWords(opt_out_deadline_min * MINUTE));
  return `${text.programOf(program.enrolled_meters, program.nominated_kw)} ${words}`;
}

export function ProgramStep({ wish, errors, change, programs }: StepProps & { programs: readonly Program[] }) {
  const offered = programs.filter(({ id, archived }) => archived === null || String(id) === wish.program);
  return (
    <>
      <SelectField
        label={text.program}
        help={helpOf(programs.find(({ id }) => String(id) === wish.program))}
        value={wish.program}
        error={errors.program}
        onChange={(event) => {
          change({ program: event.target.value });
        }}
      >
        <option value="">{text.choose}</option>
        {offered.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <Field
        label={text.name}
        help={text.nameHelp}
        value={wish.name}
        maxLength={100}
        autoComplete="off"
        error={errors.name}
        onChange={(event) => {
          change({ name: event.target.value });
        }}
      />
      <Choices legend={text.kind} options={text.kinds} value={wish.kind} onChange={(kind) => { change({ kind }); }} />
    </>
  );
}
