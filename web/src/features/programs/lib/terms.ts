/** Terms of a programme in words, and what one version changed against the other. */
import type { BaselineMethod, Terms } from '../api';
import { text } from '../text';

export interface Fact {
  name: string;
  value: string;
}

/** In the order in which an event needs them. What does not belong to the kind of credit is left out. */
export function factsOf(terms: Terms, methods: readonly BaselineMethod[]): Fact[] {
  const { baseline, credit, holidays } = terms;
  const isCapacity = credit.kind === 'capacity';
  const parameters = Object.entries(baseline.parameters ?? {});
  const rule = text.rules[holidays?.rule ?? 'nerc'];
  const { performance_cap: cap, penalty_floor: floor, penalty_dollars: penalty } = credit;
  const facts: (readonly [string, string])[] = [
    [text.baselineFact, methods.find(({ id }) => id === baseline.method)?.name ?? baseline.method],
    [text.parametersFact, parameters.map(([name, value]) => `${name} = ${value}`).join(', ')],
    [text.uploadedFact, text.uploaded[(baseline.prefers_uploaded ?? true) ? 'yes' : 'no']],
    [text.creditFact, text.kinds[credit.kind]],
    [text.rateFact, text.rate(credit)],
    [text.capFact, isCapacity ? (cap === null || cap === undefined ? text.noCap : text.cap(cap)) : ''],
    [text.penaltyFact, isCapacity && typeof floor === 'number' && penalty ? text.penalty(floor, penalty) : ''],
    [text.wholesaleFact, text.wholesale(terms.wholesale_dollars_per_kw ?? '0')],
    [text.holidaysFact, holidays?.has_day_after_thanksgiving ? `${rule} ${text.withFriday}` : rule],
    [text.ownHolidaysFact, (holidays?.own_holidays ?? []).join(', ')],
    [text.ownWorkdaysFact, (holidays?.own_workdays ?? []).join(', ')],
    [text.noticeFact, text.before(terms.notice_lead_min ?? 0)],
    [text.optOutFact, text.before(terms.opt_out_deadline_min ?? 0)],
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

/** What a version has otherwise than the one before it. */
export function changesOf(before: Terms, after: Terms, methods: readonly BaselineMethod[]): string[] {
  const old = factsOf(before, methods);
  return factsOf(after, methods).flatMap(({ name, value }, i) => {
    const was = old[i]?.value ?? '';
    return was === value ? [] : [text.changed(name, was, value)];
  });
}
