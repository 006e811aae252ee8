/** The second column: tabs over the three lists. */
import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { SoundChip } from '../attention/sound-chip.tsx';
import { type Tab as DeskTab, useDesk } from '../desk-context.tsx';
import { useI18n } from '../texts/texts.ts';
import styles from './list-column.module.css';
import { HeadSlot, MinePanel, QueuePanel, ResolvedPanel, StatusBanner } from './panels.tsx';

function Count({ value, hot, more }: { value: number | undefined; hot?: boolean; more?: boolean }) {
  if (value === undefined) return null;
  return <b className={hot ? styles.hot : undefined}>{more ? `${value}+` : value}</b>;
}

export function ListColumn() {
  const { t } = useI18n();
  const { tab, showTab, queue, mine, rows } = useDesk();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const waiting = queue.data?.items.length;
  return (
    <section className={styles.column} aria-label={t('list.region')} data-testid="list-column">
      <div className={styles.head}>
        <h1>{t('list.title')}</h1>
        <span ref={setSlot} className={styles.slot} />
        <SoundChip />
      </div>
      <Tabs className={styles.tabs} selectedKey={tab} onSelectionChange={(key) => showTab(key as DeskTab)}>
        <TabList className={styles.tabList} aria-label={t('list.title')}>
          <Tab id="queue" className={styles.tab} data-testid="tab-queue">
            {t('list.queue')}
            <Count
              value={waiting}
              hot={waiting !== undefined && waiting > 0 && !queue.error}
              more={Boolean(queue.data?.nextCursor)}
            />
          </Tab>
          <Tab id="mine" className={styles.tab} data-testid="tab-mine">
            {t('list.mine')}
            <Count value={mine.data && rows.length} more={Boolean(mine.data?.nextCursor)} />
          </Tab>
          <Tab id="resolved" className={styles.tab} data-testid="tab-resolved">
            {t('list.resolved')}
          </Tab>
        </TabList>
        <StatusBanner />
        <TabPanel id="queue" className={styles.panel}>
          <HeadSlot value={slot}>
            <QueuePanel />
          </HeadSlot>
        </TabPanel>
        <TabPanel id="mine" className={styles.panel}>
          <HeadSlot value={slot}>
            <MinePanel />
          </HeadSlot>
        </TabPanel>
        <TabPanel id="resolved" className={styles.panel}>
          <HeadSlot value={slot}>
            <ResolvedPanel />
          </HeadSlot>
        </TabPanel>
      </Tabs>
    </section>
  );
}
