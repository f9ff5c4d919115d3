import { usePortal, zoneOf } from '@/api/portal';
import { ButtonLink } from '@/components/Button';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { usePageTitle } from '@/lib/hooks';
import classes from './Account.module.css';
import { useAccount } from './api';
import { DeleteSection } from './components/DeleteSection';
import { DisplaySection } from './components/DisplaySection';
import { EmailForm } from './components/EmailForm';
import { NameForm } from './components/NameForm';
import { PasswordForm } from './components/PasswordForm';
import { SecondFactorSection } from './components/SecondFactorSection';
import { SessionsSection } from './components/SessionsSection';
import { text } from './text';

export default function AccountPage() {
  const portal = usePortal();
  const account = useAccount();
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);
  const zone = portal.data && zoneOf(portal.data.time_zone);
  return (
    <div className={classes.page}>
      <div>
        <h1>{text.title}</h1>
        <p className={classes.lead}>{text.lead}</p>
      </div>
      {account.isError && <ProblemNotice error={account.error} onRetry={() => void account.refetch()} />}
      {account.isPending && <Skeleton height={320} />}
      {account.data && zone && (
        <>
          <Card title={text.nameTitle}>
            <NameForm account={account.data} />
            <EmailForm key={account.data.email} current={account.data.email} />
          </Card>
          <Card title={text.passwordTitle} say={text.passwordSay}>
            <PasswordForm email={account.data.email} />
          </Card>
          <Card title={text.factorTitle} say={text.factorSay}>
            <SecondFactorSection factor={account.data.second_factor} zone={zone} />
          </Card>
          <Card title={text.sessionsTitle} say={text.sessionsSay}>
            <SessionsSection zone={zone} />
          </Card>
          <Card title={text.displayTitle}>
            <DisplaySection account={account.data} />
          </Card>
          <Card title={text.dataTitle} say={text.dataSay}>
            <div>
              <ButtonLink to="/api/user/download" reloadDocument download>
                {text.dataDownload}
              </ButtonLink>
            </div>
          </Card>
          <Card title={text.deleteTitle} say={text.deleteSay}>
            <DeleteSection />
          </Card>
        </>
      )}
    </div>
  );
}
