import { IconBolt, IconChartHistogram, IconDownload } from '@tabler/icons-react';
import { usePortal } from '@/api/portal';
import { useSession } from '@/api/session';
import { Brand } from '@/components/Brand';
import { ButtonLink } from '@/components/Button';
import { ContactLink } from '@/components/ContactLink';
import { SchemeSwitch } from '@/components/SchemeSwitch';
import { usePageTitle } from '@/lib/hooks';
import { EventPicture } from './components/EventPicture';
import classes from './Landing.module.css';
import { text } from './text';

const ICONS = [IconChartHistogram, IconBolt, IconDownload];

export default function LandingPage() {
  const { data: portal } = usePortal();
  const isSignedIn = useSession().data?.authenticated === true;
  usePageTitle(portal ? `${portal.name} · ${portal.provider}` : 'Demand Response Portal');
  const enter = isSignedIn ? { to: '/meters', word: text.open } : { to: '/log-in', word: text.logIn };
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Brand />
        <div className={classes.actions}>
          <SchemeSwitch />
        </div>
      </header>
      <main>
        <div className={classes.hero}>
          <div className={classes.words}>
            <h1>{text.title}</h1>
            <p className={classes.lead}>{text.lead(portal?.provider ?? 'The provider')}</p>
            <p className={classes.doors}>
              <ButtonLink to={enter.to} isPrimary>
                {enter.word}
              </ButtonLink>
              {!isSignedIn && <ButtonLink to="/register">{text.register}</ButtonLink>}
            </p>
            {portal?.is_demo && <p className={classes.demo}>{text.demo}</p>}
          </div>
          <figure className={classes.picture}>
            <EventPicture />
            <figcaption>{text.picture}</figcaption>
          </figure>
        </div>
        <ul className={classes.benefits}>
          {text.benefits.map(({ title, detail }, i) => {
            const Icon = ICONS[i];
            return (
              <li key={title}>
                <Icon size={26} stroke={1.6} aria-hidden />
                <h2>{title}</h2>
                <p>{detail}</p>
              </li>
            );
          })}
        </ul>
      </main>
      <footer className={classes.foot}>
        {portal?.contact ? (
          <span>
            {text.contact} {portal.provider}: <ContactLink contact={portal.contact} />
          </span>
        ) : (
          <span>{portal?.provider}</span>
        )}
        {portal && <span>{text.version(portal.version)}</span>}
      </footer>
    </div>
  );
}
