import { toProblem } from '@/api/problem';
import { Notice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import { useTestAlert, type AlertRule } from '../api';
import classes from '../Alerts.module.css';
import { text } from '../text';

interface RuleCardProps {
  rule: AlertRule;
  onChange: (rule: AlertRule) => void;
  onRemove: (rule: AlertRule) => void;
}

/** What the test came to, said as it is. */
function Outcome({ test }: { test: ReturnType<typeof useTestAlert> }) {
  if (test.isPending) return <p role="status">{text.testing}</p>;
  if (test.error) {
    const { detail, cure } = toProblem(test.error).document;
    return (
      <Notice kind="bad" role="alert">
        {detail} {cure}
      </Notice>
    );
  }
  if (!test.data) return null;
  const { channel, to, status } = test.data;
  return <Notice kind={channel === 'email' ? 'info' : 'good'}>{channel === 'email' ? text.mailSent(to) : text.webhookAnswered(to, status ?? 0)}</Notice>;
}

/** A rule as the sentence that it is. */
export function RuleCard({ rule, onChange, onRemove }: RuleCardProps) {
  const test = useTestAlert();
  return (
    <li className={classes.rule}>
      <p className={classes.sentence}>{rule.sentence}</p>
      {rule.webhook_url && <p className={classes.address}>{rule.webhook_url}</p>}
      <div className={classes.foot}>
        <div className={pageClasses.rowActions}>
          <Pill kind={rule.is_on ? 'good' : 'plain'}>{rule.is_on ? text.on : text.off}</Pill>
          {rule.lasting > 0 && <Pill kind="warn">{text.lasting(rule.lasting)}</Pill>}
        </div>
        <div className={pageClasses.rowActions}>
          <button type="button" className={pageClasses.link} aria-label={text.testOf(rule.sentence)} disabled={test.isPending} onClick={() => { test.mutate(rule.id); }}>
            {text.test}
          </button>
          <button type="button" className={pageClasses.link} aria-label={text.changeOf(rule.sentence)} onClick={() => { onChange(rule); }}>
            {text.change}
          </button>
          <button type="button" className={pageClasses.link} aria-label={text.removeOf(rule.sentence)} onClick={() => { onRemove(rule); }}>
            {text.remove}
          </button>
        </div>
      </div>
      <Outcome test={test} />
    </li>
  );
}
