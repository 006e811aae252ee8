/** What of the workbench stands at the foot of the rail: the own status. */
export { PresenceMenu } from './presence/presence-menu.tsx';
