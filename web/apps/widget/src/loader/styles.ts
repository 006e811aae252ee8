/** Looks of the launcher, the bubble and the panel, inside the shadow root. Everything is fixed: the page never shifts. */

export const loaderStyles = `
:host{all:initial!important}
@media print{:host{display:none!important}}
*,*::before,*::after{box-sizing:border-box}
.root{--surface:#fff;--ground:#f5f6f8;--text:#18212c;--text-2:#4b5766;--line:#dfe4ea;--accent:#2f5fe0;--on-accent:#fff;--shadow:0 8px 28px rgb(16 24 40/.18),0 1px 3px rgb(16 24 40/.12);
font:400 14px/20px system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif;color:var(--text);--edge:20px;--side:right}
.root.dark{--surface:#181f27;--ground:#11161c;--text:#e7ebf0;--text-2:#aeb8c4;--line:#2c3641;--shadow:0 8px 28px rgb(0 0 0/.5),0 0 0 1px #2c3641}
button{font:inherit;color:inherit;border:0;background:none;padding:0;margin:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
.launcher{position:fixed;z-index:2147483000;right:calc(var(--edge) + env(safe-area-inset-right));bottom:calc(var(--edge) + env(safe-area-inset-bottom));width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on-accent);box-shadow:var(--shadow);transition:transform .16s ease-out,opacity .16s ease-out}
.launcher:hover{transform:translateY(-2px)}
.launcher:active{transform:scale(.96)}
.launcher svg{position:absolute;inset:0;margin:auto;width:28px;height:28px;transition:transform .18s ease-out,opacity .18s ease-out}
.launcher .x{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;opacity:0;transform:rotate(-60deg) scale(.6)}
.open .launcher .x{opacity:1;transform:none}
.open .launcher .goose{opacity:0;transform:rotate(60deg) scale(.6)}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#c1281f;color:#fff;border:2px solid var(--surface);font:600 12px/18px system-ui,sans-serif;font-variant-numeric:tabular-nums;text-align:center;animation:pop .18s ease-out}
.bubble{position:fixed;z-index:2147483000;right:calc(var(--edge) + env(safe-area-inset-right));bottom:calc(var(--edge) + 68px + env(safe-area-inset-bottom));display:flex;align-items:flex-start;gap:4px;max-width:min(280px,calc(100vw - 40px));padding:4px 4px 4px 0;border-radius:14px 14px 4px 14px;background:var(--surface);box-shadow:var(--shadow);animation:rise .18s ease-out}
.bubble .text{flex:1;min-width:0;padding:8px 4px 8px 14px;text-align:start}
.bubble b{display:block;font-weight:600}
.bubble span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;overflow-wrap:anywhere;color:var(--text-2)}
.bubble .dismiss{flex:none;width:28px;height:28px;border-radius:8px;color:var(--text-2)}
.bubble .dismiss:hover{background:var(--ground)}
.bubble svg{display:block;margin:auto;width:16px;height:16px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round}
.panel{position:fixed;z-index:2147483001;right:calc(var(--edge) + env(safe-area-inset-right));bottom:calc(var(--edge) + 72px + env(safe-area-inset-bottom));width:min(var(--width,380px),calc(100vw - 2*var(--edge)));height:min(var(--height,640px),calc(100vh - 112px));border-radius:16px;overflow:hidden;background:var(--surface);box-shadow:var(--shadow);transform-origin:100% 100%;visibility:hidden;opacity:0;transform:translateY(10px) scale(.985);transition:opacity .16s ease-out,transform .16s ease-out,visibility 0s .16s}
.open .panel{visibility:visible;opacity:1;transform:none;transition-delay:0s}
.panel iframe{position:absolute;inset:0;width:100%;height:100%;border:0;opacity:0;color-scheme:normal;transition:opacity .14s ease-out}
.panel.ready iframe{opacity:1}
.wait{position:absolute;inset:0;display:flex;flex-direction:column}
.wait::before{content:"";height:188px;background:var(--accent);opacity:.92}
.wait::after{content:"";height:104px;margin:-48px 16px 0;border-radius:12px;background:var(--surface);box-shadow:0 0 0 1px var(--line)}
.panel.ready .wait,.panel.failed .wait{display:none}
.failed-note{display:none;position:absolute;inset:0;padding:24px;flex-direction:column;align-items:center;justify-content:center;gap:16px;text-align:center;color:var(--text-2)}
.panel.failed .failed-note{display:flex}
.failed-note button{min-height:40px;padding:0 20px;border-radius:10px;background:var(--accent);color:var(--on-accent);font-weight:600}
.failed-note .shut{background:none;color:var(--text-2)}
.left .launcher,.left .bubble,.left .panel{right:auto;left:calc(var(--edge) + env(safe-area-inset-left))}
.left .bubble{border-radius:14px 14px 14px 4px}
.left .panel{transform-origin:0 100%}
[hidden]{display:none!important}
@media (max-width:480px){
.root{--edge:16px}
.panel{inset:0;width:auto;height:100%;height:100dvh;border-radius:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom);transform:translateY(24px)}
.left .panel{left:0}
.open .launcher,.open .bubble{visibility:hidden;opacity:0}
}
@keyframes pop{from{transform:scale(.4);opacity:0}}
@keyframes rise{from{transform:translateY(8px);opacity:0}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{transition:none!important;animation:none!important}}
@media (forced-colors:active){.launcher,.bubble,.panel{border:2px solid ButtonText}}
`;

/** A constructed sheet passes a page's content security policy, which an inline style element may not. */
export function applyStyles(root: ShadowRoot, css: string): void {
  if ("adoptedStyleSheets" in root && typeof CSSStyleSheet.prototype.replaceSync === "function") {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement("style");
  style.textContent = css;
  root.append(style);
}
