import { IconTrash } from '@tabler/icons-react';
import { Button, IconButton } from '@/components/Button';
import { Check } from '@/components/Choices';
import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import type { BaselineMethod } from '../api';
import classes from '../Programs.module.css';
import { text } from './text';
import type { Errors, Typed } from './wish';

export interface PartProps {
  typed: Typed;
  errors: Errors;
  change: (change: Partial<Typed>) => void;
}

type Parameters = Typed['parameters'];

interface ParameterListProps {
  parameters: Parameters;
  /** The method's own constants by the names that may be set. */
  own: Record<string, string>;
  onChange: (parameters: Parameters) => void;
}

function ParameterList({ parameters, own, onChange }: ParameterListProps) {
  const put = (at: number, part: Partial<Parameters[number]>): void => {
    onChange(parameters.map((one, i) => (i === at ? { ...one, ...part } : one)));
  };
  return (
    <ul className={classes.parameters}>
      {parameters.map(({ name, value }, i) => (
        // Rows have no name of their own until one is chosen.
        <li key={i}>
          <SelectField label={text.parameter} value={name} onChange={(event) => { put(i, { name: event.target.value }); }}>
            <option value="">{text.methodChoose}</option>
            {[...new Set([...Object.keys(own), ...(name ? [name] : [])])]
              .filter((known) => known === name || !parameters.some((one) => one.name === known))
              .map((known) => (
                <option key={known} value={known}>
                  {text.parameterNames[known] ?? known}
                </option>
              ))}
          </SelectField>
          <Field label={text.value} help={own[name] === undefined ? undefined : text.ownValue(own[name])} value={value} maxLength={60} autoComplete="off" onChange={(event) => { put(i, { value: event.target.value }); }} />
          <IconButton label={text.removeParameter(name)} onClick={() => { onChange(parameters.filter((_, at) => at !== i)); }}>
            <IconTrash size={18} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

/** How it is computed what a meter would have used. */
export function BaselineFields({ typed, errors, change, methods }: PartProps & { methods: readonly BaselineMethod[] }) {
  const method = methods.find(({ id }) => id === typed.method);
  return (
    <fieldset className={classes.group}>
      <legend>{text.baseline}</legend>
      <SelectField id="method" label={text.method} help={method?.source ?? text.methodHelp} value={typed.method} error={errors.method} onChange={(event) => { change({ method: event.target.value }); }}>
        <option value="">{text.methodChoose}</option>
        {methods.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      {method?.to_be_confirmed && <p className={pageClasses.muted}>{text.toBeConfirmed(method.to_be_confirmed)}</p>}
      <div className={pageClasses.form} id="parameters" role="group" aria-label={text.parameters} tabIndex={-1}>
        <strong className={classes.title}>{text.parameters}</strong>
        {errors.parameters && <p className={classes.error}>{errors.parameters}</p>}
        <ParameterList parameters={typed.parameters} own={method?.parameters ?? {}} onChange={(parameters) => { change({ parameters }); }} />
        <div>
          <Button onClick={() => { change({ parameters: [...typed.parameters, { name: '', value: '' }] }); }}>{text.addParameter}</Button>
        </div>
      </div>
      <Check label={text.prefersUploaded} isChecked={typed.prefersUploaded} onChange={(prefersUploaded) => { change({ prefersUploaded }); }} />
    </fieldset>
  );
}
