/** Start of the console in the browser. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import './app/app.css';
import { createChat } from './chat/create-chat.ts';
import { createServices } from './seam/services.tsx';
import { isSetupLink, takeSetupCode } from './session/setup-link.ts';
import { openTabs } from './session/tabs.ts';

const setupCode = takeSetupCode(location, history);
// A setup link opened in the tab of a running console only changes the fragment: start anew for the new person.
addEventListener('hashchange', (event) => {
  if (!isSetupLink(location.hash)) return;
  event.stopImmediatePropagation();
  location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has an element with the id "root"');

const services = createServices({
  baseUrl: location.origin,
  fetch: (...request) => fetch(...request),
  tabs: openTabs(),
  setupCode,
  createChat,
});

createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
