//! A desk for tests: a team, agents, visitors, and what they do over REST.
