/** Simple drawings that stand for product pictures and a label. */
const HUES: Readonly<Record<string, string>> = {
  cup: '#f3a6bd',
  towel: '#7fa6c9',
  towel2: '#a9a49c',
  grinder: '#4f7a5a',
  paper: '#d8c3a0',
  blanket: '#8d87b8',
};

export function productSvg(key: string): string {
  const hue = HUES[key] ?? '#9aa7b8';
  const shapes: Readonly<Record<string, string>> = {
    cup: `<path d="M110 90h160l-18 220H128z" fill="${hue}"/><path d="M265 130h40a40 40 0 0 1 0 100h-48" fill="none" stroke="${hue}" stroke-width="24"/>`,
    grinder: `<rect x="140" y="150" width="120" height="180" rx="14" fill="${hue}"/><path d="M200 150V90h110" stroke="#444" stroke-width="16" fill="none"/><circle cx="310" cy="84" r="22" fill="#7b4a2b"/>`,
  };
  const cloth = `<rect x="80" y="110" width="240" height="60" rx="20" fill="${hue}"/><rect x="70" y="175" width="260" height="60" rx="20" fill="${hue}" opacity=".85"/><rect x="80" y="240" width="240" height="60" rx="20" fill="${hue}" opacity=".7"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="#fafafa"/>${shapes[key] ?? cloth}</svg>`;
}

export function paintLabel(): string {
  const canvas = document.createElement('canvas');
  canvas.width = 608;
  canvas.height = 1040;
  const ink = canvas.getContext('2d');
  if (!ink) throw new Error('no canvas');
  ink.fillStyle = '#fff';
  ink.fillRect(0, 0, 608, 1040);
  ink.fillStyle = '#000';
  ink.font = '700 44px sans-serif';
  ink.fillText('圆通速递', 24, 64);
  ink.font = '900 92px sans-serif';
  ink.fillText('571-A12 003', 24, 190);
  for (let x = 40, n = 0; x < 560; n += 1) {
    const wide = 3 * (1 + ((n * 7) % 3));
    if (n % 2 === 0) ink.fillRect(x, 240, wide, 150);
    x += wide;
  }
  ink.font = '32px monospace';
  ink.fillText('YT 8830 0123 4567 8', 120, 430);
  ink.font = '34px sans-serif';
  [
    '收 王**  138******21',
    '浙江省杭州市西湖区文三路 ****',
    '寄 陈*  138******34',
    '玻璃杯×2 毛巾×6 磨豆机×1 滤纸×3',
  ].forEach((text, i) => ink.fillText(text, 24, 520 + i * 70));
  for (const y of [90, 220, 460, 760]) ink.fillRect(0, y, 608, 3);
  return canvas.toDataURL('image/png').split(',')[1] ?? '';
}
