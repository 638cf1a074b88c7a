// First: it must be set before any shape is made.
import '../../shared/contract/no-eval.ts';
import { createRoot } from 'react-dom/client';
import { stationContract } from '../../shared/contract/index.ts';
import { createHost } from '../host/index.ts';
import { startApp } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startApp({
  root: createRoot(root),
  host: createHost(stationContract),
  bench: new URLSearchParams(location.search).get('bench'),
});
