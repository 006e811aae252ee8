/** English words of rating, and the source of its keys. */
import type { Catalogue } from '@skein/ui';

export const texts = {
  'rating.title': 'How was this chat?',
  'rating.withAgent': 'How did {agent} do?',
  'rating.stars': 'Rating',
  'rating.star': { one: '{count} star', other: '{count} stars' },
  'rating.score1': 'Very poor',
  'rating.score2': 'Poor',
  'rating.score3': 'Okay',
  'rating.score4': 'Good',
  'rating.score5': 'Excellent',
  'rating.tags': 'What stood out?',
  'rating.comment': 'Anything else? (optional)',
  'rating.submit': 'Send rating',
  'rating.later': 'Not now',
  'rating.open': 'Rate this chat',
  'rating.failed': 'Your rating could not be sent.',
  'rating.tag.quick_reply': 'Quick replies',
  'rating.tag.solved': 'Problem solved',
  'rating.tag.friendly': 'Friendly',
  'rating.tag.professional': 'Knows the subject',
  'rating.tag.slow_reply': 'Slow replies',
  'rating.tag.unsolved': 'Not solved',
  'rating.tag.unfriendly': 'Unfriendly',
  'rating.tag.unclear': 'Hard to follow',
} as const satisfies Catalogue;

export type Texts = typeof texts;
