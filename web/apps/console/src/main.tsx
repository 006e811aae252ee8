/** Start of the console in the browser. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './app.css';
import { createChat } from './chat/create-chat.ts';
import { createServices } from './services.tsx';
import { takeSetupCode } from './session/setup-link.ts';

const setupCode = takeSetupCode(location, history);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has an element with the id "root"');

const services = createServices({
  baseUrl: location.origin,
  fetch: (...request) => fetch(...request),
  storage: sessionStorage,
  setupCode,
  createChat,
});

createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
