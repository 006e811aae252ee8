/** What the server may say about the desk, in words, in English: the keys and placeholders of the other language follow. */
export const en = {
  'role.customer': 'Customer',
  'role.agent': 'Agent',
  'role.employee': 'Employee',
  'role.bot': 'Bot',
  'role.supervisor': 'Supervisor',
  'role.admin': 'Administrator',

  'presence.online': 'Online',
  'presence.busy': 'Busy',
  'presence.away': 'Away',
  'presence.offline': 'Offline',
  'presence.failed': 'Your status could not be changed',

  'wait.fresh': 'Waiting for an answer for {time}',
  'wait.soon': 'Waiting for an answer for {time}, half of the target is used up',
  'wait.late': 'Waiting for an answer for {time}, over the target of {target}',

  'channel.web': 'Web',
  'channel.h5': 'Mobile web',
  'channel.app': 'App',
  'channel.api': 'API',

  'state.initial': 'New',
  'state.waiting': 'Waiting',
  'state.assigned': 'In progress',
  'state.resolved': 'Resolved',

  'tag.quick_reply': 'Quick replies',
  'tag.solved': 'Problem solved',
  'tag.friendly': 'Friendly',
  'tag.professional': 'Knows the subject',
  'tag.slow_reply': 'Slow replies',
  'tag.unsolved': 'Not solved',
  'tag.unfriendly': 'Unfriendly',
  'tag.unclear': 'Hard to follow',

  'terminal.web': 'Web browser',
  'terminal.h5': 'Mobile browser',
  'terminal.ios': 'iPhone or iPad',
  'terminal.android': 'Android',
  'terminal.windows': 'Windows',
  'terminal.macos': 'Mac',
  'terminal.linux': 'Linux',
  'terminal.server': 'Server',
} as const;
