/** Every screen side by side: `?locale=zh-CN&theme=dark&size=380x640`. */
import { SCENE_NAMES } from './scenes';

const parameters = new URLSearchParams(location.search);
const [width = '380', height = '640'] = (parameters.get('size') ?? '380x640').split('x');
const wanted = parameters.get('scenes')?.split(',') ?? SCENE_NAMES;
Object.assign(document.body.style, {
  margin: '0',
  padding: '20px',
  display: 'flex',
  flexWrap: 'wrap',
  gap: '20px',
  background: parameters.get('theme') === 'dark' ? '#0b0f14' : '#dfe7f3',
  font: '12px system-ui',
});
for (const scene of wanted) {
  const frame = document.createElement('iframe');
  const query = new URLSearchParams(parameters);
  query.set('scene', scene);
  frame.src = `./preview.html?${query}`;
  frame.title = scene;
  Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, border: '0', borderRadius: '16px' });
  document.body.append(frame);
}
