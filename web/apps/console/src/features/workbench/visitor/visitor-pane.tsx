/** Who the customer is, where they came from, and what happened before. */
import { duration, shortDate } from '@skein/ui';
import { Avatar, Icon, PresenceDot, Skeleton, useDelayed } from '@skein/ui/react';
import { type ReactNode, useState } from 'react';
import type { Clue, Consultation, Customer } from '../../../api/types.ts';
import { useNow } from '../../../clock/ticker.ts';
import { channelName, pathOf, safeLink, subjectOf } from '../../../desk/channel.ts';
import { ErrorCard } from '../../../kit/error-card.tsx';
import { IconButton } from '../../../kit/icon-button.tsx';
import { type T, useI18n } from '../texts/texts.ts';
import { ProductPicture } from '../thread/clue-card.tsx';
import { Facts, When } from './facts.tsx';
import { tagWord } from './rating-tag.ts';
import { Stars } from './stars.tsx';
import { ThisConsultation } from './this-consultation.tsx';
import styles from './visitor-pane.module.css';

const TERMINALS = ['web', 'h5', 'ios', 'android', 'windows', 'macos', 'linux', 'server'] as const;

function terminalName(t: T, terminal: string): string {
  const known = TERMINALS.find((name) => name === terminal);
  return known ? t(`terminal.${known}`) : terminal;
}

function languageName(locale: string, tag: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function CopyId({ uid }: { uid: string }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={styles.copy}
      title={t('visitor.copy')}
      onClick={() => void navigator.clipboard?.writeText(uid).then(() => setCopied(true))}
      onBlur={() => setCopied(false)}
    >
      <span className="sr-only">{t('visitor.copy')}</span>
      <span>{uid}</span>
      <Icon name={copied ? 'check' : 'copy'} size={14} label={copied ? t('visitor.copied') : undefined} />
    </button>
  );
}

function Linked({ address, children }: { address: string | null | undefined; children: ReactNode }) {
  const link = safeLink(address);
  if (!link) return <>{children}</>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer nofollow" title={link}>
      {children}
    </a>
  );
}

function Source({ clue }: { clue: Clue | null }) {
  const { t } = useI18n();
  if (!clue) return <p className={styles.none}>{t('visitor.noSource')}</p>;
  const { product } = clue;
  const rows: [string, ReactNode][] = [[t('visitor.channel'), channelName(t, clue)]];
  const page = clue.pageTitle ?? (clue.pageUrl ? pathOf(clue.pageUrl) : null);
  if (page)
    rows.push([
      t('visitor.page'),
      <Linked key="page" address={clue.pageUrl}>
        {page}
      </Linked>,
    ]);
  if (clue.referrer) rows.push([t('visitor.referrer'), pathOf(clue.referrer)]);
  if (clue.campaign) rows.push([t('visitor.campaign'), clue.campaign]);
  if (clue.order) rows.push([t('visitor.order'), clue.order]);
  return (
    <>
      {product && (
        <div className={styles.product}>
          <ProductPicture product={product} size={48} />
          <div>
            <strong>
              <Linked address={product.url}>{product.title}</Linked>
            </strong>
            {product.price && <b>{product.price}</b>}
          </div>
        </div>
      )}
      <Facts rows={rows} />
    </>
  );
}

function HistoryRow({ consultation, onOpen }: { consultation: Consultation; onOpen: () => void }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const end = consultation.resolvedAtMs;
  return (
    <li>
      <button
        type="button"
        className={styles.past}
        onClick={onOpen}
        aria-label={t('visitor.jump', { number: consultation.number })}
        data-testid="past-consultation"
      >
        <span className={styles.pastTitle}>
          {subjectOf(consultation.clue) ?? t('chat.number', { number: consultation.number })}
        </span>
        {consultation.rating ? (
          <Stars score={consultation.rating.score} />
        ) : (
          <span className={styles.pastState}>
            {consultation.state === 'resolved' ? t('visitor.notRated') : t(`state.${consultation.state}`)}
          </span>
        )}
        <span className={styles.pastMeta}>
          {[
            shortDate(locale, consultation.openedAtMs, now),
            consultation.agent && t('visitor.by', { name: consultation.agent.name }),
            end !== null && duration(locale, end - consultation.openedAtMs),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {consultation.rating !== null && consultation.rating.tags.length > 0 && (
          <span className={styles.pastTags}>
            {consultation.rating.tags.map((tag) => (
              <span key={tag}>{tagWord(t, tag)}</span>
            ))}
          </span>
        )}
        {consultation.rating?.comment && <q>{consultation.rating.comment}</q>}
      </button>
    </li>
  );
}

function LoadingPane() {
  return (
    <div className={styles.body}>
      <div className={styles.profile}>
        <Skeleton round width={48} height={48} />
        <div className={styles.bones}>
          <Skeleton width={120} height={16} />
          <Skeleton width={160} height={12} />
        </div>
      </div>
      {[220, 180, 240, 140].map((width) => (
        <Skeleton key={width} width={width} height={14} />
      ))}
    </div>
  );
}

export interface VisitorPaneProps {
  consultation: Consultation;
  query: { data: Customer | undefined; error: Error | null; isPending: boolean; refetch: () => Promise<unknown> };
  /** Null while it is not known. */
  online: boolean | null;
  terminals: readonly string[];
  onClose: () => void;
  onOpenPast: (consultation: Consultation) => void;
}

export function VisitorPane({ consultation, query, online, terminals, onClose, onOpenPast }: VisitorPaneProps) {
  const { t, locale } = useI18n();
  const customer = query.data;
  const loading = useDelayed(query.isPending);
  let body: ReactNode = null;
  if (loading) body = <LoadingPane />;
  else if (query.error && !customer) {
    body = <ErrorCard title={t('visitor.failed')} error={query.error} onRetry={() => void query.refetch()} />;
  } else if (customer) {
    const devices = terminals.map((terminal) => terminalName(t, terminal)).join(' · ');
    const past = customer.consultations.filter((one) => one.id !== consultation.id);
    const traits = Object.entries(customer.traits);
    const about: [string, ReactNode][] = [[t('visitor.id'), <CopyId key="id" uid={customer.uid} />]];
    if (customer.locale) about.push([t('visitor.locale'), languageName(locale, customer.locale)]);
    if (devices) about.push([t('visitor.terminals'), devices]);
    about.push([t('visitor.firstSeen'), <When key="first" atMs={customer.firstSeenAtMs} />]);
    if (online === false) about.push([t('visitor.lastSeen'), <When key="last" atMs={customer.lastSeenAtMs} />]);
    body = (
      <div className={styles.body}>
        <div className={styles.profile}>
          <Avatar
            uid={customer.uid}
            name={customer.name}
            size={48}
            corner={
              online !== null && (
                <PresenceDot
                  presence={online ? 'online' : 'offline'}
                  label={online ? t('visitor.online') : t('visitor.offline')}
                />
              )
            }
          />
          <div>
            <strong>
              <bdi>{customer.name}</bdi>
            </strong>
            <span className={customer.verified ? styles.verified : styles.unverified} data-testid="verified-badge">
              <Icon name={customer.verified ? 'verified' : 'user'} size={14} />
              {customer.verified ? t('visitor.verified') : t('visitor.unverified')}
            </span>
          </div>
        </div>
        <ThisConsultation consultation={consultation} />
        <section>
          <h3>{t('visitor.about')}</h3>
          <Facts rows={about} />
        </section>
        {traits.length > 0 && (
          <section>
            <h3>{t('visitor.traits')}</h3>
            <Facts rows={traits} />
          </section>
        )}
        <section>
          <h3>{t('visitor.source')}</h3>
          <Source clue={consultation.clue} />
        </section>
        <section>
          <h3>
            {t('visitor.history')}
            {past.length > 0 && <span>{past.length}</span>}
          </h3>
          {past.length === 0 ? (
            <p className={styles.none}>{t('visitor.noHistory')}</p>
          ) : (
            <ul className={styles.history}>
              {past.map((one) => (
                <HistoryRow key={one.id} consultation={one} onOpen={() => onOpenPast(one)} />
              ))}
            </ul>
          )}
        </section>
      </div>
    );
  }
  return (
    <aside className={styles.pane} aria-label={t('visitor.region')} data-testid="visitor-pane">
      <header className={styles.head}>
        <h2>{t('visitor.title')}</h2>
        <IconButton icon="close" size={18} label={t('visitor.close')} onPress={onClose} testId="visitor-close" />
      </header>
      <div className={styles.scroll}>{body}</div>
    </aside>
  );
}
