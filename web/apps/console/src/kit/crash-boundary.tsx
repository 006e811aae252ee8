/** The last net: a fault in a screen shows a way on instead of a white page. */
import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { useI18n } from './texts/texts.ts';

function Crashed() {
  const { t } = useI18n();
  return (
    <div role="alert">
      <EmptyState icon="alert" title={t('error.crashed')}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('error.reload')}
        </Button>
      </EmptyState>
    </div>
  );
}

export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}
