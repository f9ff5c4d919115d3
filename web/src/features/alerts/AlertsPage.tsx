import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { alertsQuery, type AlertKind, type AlertRule, type SavedAlertRule } from './api';
import classes from './Alerts.module.css';
import { RemoveDialog, SecretDialog } from './components/Dialogs';
import { Log } from './components/Log';
import { RuleCard } from './components/RuleCard';
import { RuleForm } from './components/RuleForm';
import { text } from './text';

/** Whoever has none yet: what an alert is, and some to begin with. */
function Empty({ kinds, onChoose }: { kinds: readonly AlertKind[]; onChoose: (kind: AlertKind) => void }) {
  return (
    <div className={classes.empty}>
      <h2>{text.empty}</h2>
      <p>{text.emptyDetail}</p>
      <div className={pageClasses.bar}>
        {kinds.map((kind) => (
          <Button key={kind} onClick={() => { onChoose(kind); }}>
            {text.suggestion(kind)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** What one is told of, and what was raised. */
export default function AlertsPage() {
  const alerts = useQuery(alertsQuery);
  const [form, setForm] = useState<{ rule?: AlertRule; kind?: AlertKind }>();
  const [removing, setRemoving] = useState<AlertRule>();
  const [secret, setSecret] = useState('');
  const [done, setDone] = useState('');
  const about = alerts.data;
  const finish = (saved: SavedAlertRule): void => {
    setForm(undefined);
    setSecret(saved.webhook_secret ?? '');
    setDone(text.saved);
  };
  const add = about && about.rows.length > 0 && (
    <Button isPrimary onClick={() => { setForm({}); }}>
      {text.add}
    </Button>
  );
  return (
    <div className={pageClasses.stack}>
      <PageHead title={text.title} lead={text.lead} actions={add} />
      {about && !about.sends_mail && <Notice kind="info">{text.noMail}</Notice>}
      {done && <Notice kind="good">{done}</Notice>}
      {alerts.isError && <ProblemNotice error={alerts.error} onRetry={() => void alerts.refetch()} />}
      {alerts.isPending && <Skeleton height={240} />}
      {about?.rows.length === 0 && <Empty kinds={about.kinds} onChoose={(kind) => { setForm({ kind }); }} />}
      {about && about.rows.length > 0 && (
        <>
          <ul className={classes.rules} aria-label={text.rules}>
            {about.rows.map((rule) => (
              <RuleCard key={rule.id} rule={rule} onChange={(one) => { setForm({ rule: one }); }} onRemove={setRemoving} />
            ))}
          </ul>
          <h2>{text.log}</h2>
          <Log />
        </>
      )}
      {about && form && <RuleForm about={about} rule={form.rule} kind={form.kind} onDone={finish} onClose={() => { setForm(undefined); }} />}
      {secret && <SecretDialog secret={secret} onClose={() => { setSecret(''); }} />}
      {removing && <RemoveDialog rule={removing} onClose={() => { setRemoving(undefined); }} onDone={() => { setRemoving(undefined); setDone(text.removed); }} />}
    </div>
  );
}
