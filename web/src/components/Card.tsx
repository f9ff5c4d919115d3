import { useId, type ReactNode } from 'react';
import classes from './Card.module.css';

interface CardProps {
  title: ReactNode;
  /** One plain sentence under the title. */
  say?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Card({ title, say, actions, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 id={id}>{title}</h2>
          {say && <p className={classes.say}>{say}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
