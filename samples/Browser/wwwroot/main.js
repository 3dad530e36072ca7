import { dotnet } from './_framework/dotnet.js';

const state = document.getElementById('state');
const { getAssemblyExports, getConfig, runMain } = await dotnet.create();
await runMain();
const page = (await getAssemblyExports(getConfig().mainAssemblyName)).Page;

const frame = () => new Promise(done => requestAnimationFrame(done));
const milliseconds = x => `${x.toPrecision(2)} ms`;

// The loss by epoch, from 0 up to the first one, which is the largest.
function draw(svg, losses, epochs) {
  const left = 34, right = 312, top = 12, bottom = 158, most = losses[0];
  const x = epoch => left + (right - left) * epoch / Math.max(epochs - 1, 1);
  const y = loss => bottom - (bottom - top) * Math.min(loss / most, 1);
  const path = losses.map((loss, epoch) => `${epoch ? 'L' : 'M'}${x(epoch).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
  svg.innerHTML = [0, most / 2, most].map(loss =>
    `<line x1="${left}" x2="${right}" y1="${y(loss)}" y2="${y(loss)}"/><text x="${left - 4}" y="${y(loss) + 4}" text-anchor="end">${loss.toFixed(2)}</text>`).join('')
    + `<text x="${left}" y="174">1</text><text x="${right}" y="174" text-anchor="end">epoch ${epochs}</text><path d="${path}"/>`;
}

async function train(card) {
  const epochs = Number(card.dataset.epochs), show = (name, text) => { card.querySelector('.' + name).textContent = text; };
  card.querySelector('.about').textContent = page.Begin(card.id) + '.';
  const losses = [];
  let fastest = Infinity;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const [loss, accuracy, time] = page.Epoch();
    losses.push(loss);

    // The runtime interprets a method first and compiles what proves to be busy, so the first epochs take longest.
    fastest = Math.min(fastest, time);
    show('epochs', epoch);
    show('loss', loss.toFixed(4));
    show('accuracy', `${(100 * accuracy).toFixed(1)} %`);
    show('time', milliseconds(fastest));
    draw(card.querySelector('svg'), losses, epochs);
    await frame();
  }
}

const cards = [...document.querySelectorAll('section')];
async function press(card) {
  for (const each of cards) each.querySelector('button').disabled = true;
  state.textContent = `Training on ${card.querySelector('h2').textContent.toLowerCase()}`;
  await train(card);
  state.textContent = 'Trained';
  for (const each of cards) each.querySelector('button').disabled = false;
}

for (const card of cards) {
  card.querySelector('.about').textContent = page.Begin(card.id) + '.';
  card.querySelector('.native').textContent = milliseconds(Number(card.dataset.native));
  const button = card.querySelector('button');
  button.addEventListener('click', () => press(card));
  button.disabled = false;
}
state.textContent = 'Ready';
