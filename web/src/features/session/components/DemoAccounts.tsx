import type { DemoAccount } from '@/api/types';
import { roleName } from '@/lib/roles';
import classes from '../LogIn.module.css';
import { text } from '../text';

interface DemoAccountsProps {
  accounts: DemoAccount[];
  onChoose: (account: DemoAccount) => void;
}

export function DemoAccounts({ accounts, onChoose }: DemoAccountsProps) {
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title">{text.demoTitle}</h2>
      <p>{text.demoLead}</p>
      <ul className={classes.accounts}>
        {accounts.map((account) => (
          <li key={account.email}>
            <button
              type="button"
              className={classes.account}
              aria-label={text.demoFill(roleName(account.role), account.email)}
              onClick={() => {
                onChoose(account);
              }}
            >
              <strong>{roleName(account.role)}</strong>
              <span>{account.email}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
