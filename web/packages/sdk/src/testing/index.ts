/** `@skein/sdk/testing`: a scripted server in the process and a clock that stands still, for tests of code on the SDK. */
export { createFakeServer, type FakeServer, type Intercept, type Verdict } from './fake-server';
export type { FakeSession } from './fake-session';
export type { FakeConversation, FakeUser, FakeWorld } from './fake-world';
export { createManualClock, type ManualClock } from './manual-clock';
export { seededRandom } from './random';
