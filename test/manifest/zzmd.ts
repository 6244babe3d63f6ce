import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { workloadKinds } from "../../src/manifest/workload-kinds.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { valuesOf } from "./schema-arbitrary.ts";
function ty(v:any,k=''):any{ 
 if(Array.isArray(v)){ if(k==='alias') return v.some(a=>a.hosted_zone!==undefined)?v:v.map(a=>a.name); return v.map(x=>ty(x)); }
 if(v===null||typeof v!=='object'){ return v; }
 if(v.kind==='text') return v.text; if(v.kind==='from_cfn') return {from_cfn:v.name}; if(v.kind==='secretsmanager') return {secretsmanager:v.name};
 if(v.kind==='ids') return v.ids; if(v.kind==='from_tags') return {from_tags:v.from_tags}; if(v.kind==='names') return v.names; if(v.kind==='thresholds'){ const {kind,...r}=v; return r; }
 if(v.form==='value') return ty(v.value,k==='response_time'?'dur':''); if(v.form==='list') return ty(v.groups); 
 const {form,...r}=v; if(form==='map' && Array.isArray(r.groups) && r.groups.length===0) delete r.groups;
 return Object.fromEntries(Object.entries(r).map(([n,x])=>[n,ty(x,n)])); }
const durKeys=new Set(['interval','timeout','start_period','grace_period','deregistration_delay','in','out','acceptable_latency','msg_processing_time','retention','delay']);
function dur(v:any,path:string[]=[]):any{ if(Array.isArray(v)) return v.map(x=>dur(x,path)); if(typeof v==='number'){ const k=path.at(-1)!; const isD=durKeys.has(k)&&!(k==='retention'&&path.includes('logging'))&&path.length>1|| k==='response_time'||(k==='value'&&path.at(-2)==='response_time'); return isD?`${v}ms`:v; } if(v&&typeof v==='object') return Object.fromEntries(Object.entries(v).map(([n,x])=>[n,dur(x,[...path,n])])); return v; }
const seed=Number(process.argv[2]??1), n=Number(process.argv[3]??400);
const ins:any[]=[];
for(const t of Object.keys(workloadKinds)){ const sch=valuesOf((workloadKinds as any)[t].section.schema()) as fc.Arbitrary<any>; const s=fc.sample(fc.tuple(sch,sch),{numRuns:n,seed});
 for(const [base,over] of s){ const One=JSON.stringify({name:'w',type:t,...base,environments:{prod:over}}); const r=readWorkloadManifest(One,{file:'f',environment:'prod',leaveOut:'validation'}); if(r.kind!=='read') continue; const Two=JSON.stringify(dur(ty(r.manifest))); ins.push({One,Env:'prod',Two}); } }
const g=spawnSync('/tmp/copilot/mdiffer',{input:ins.map(i=>JSON.stringify(i)).join('\n')+'\n',maxBuffer:1<<30}); const outs=g.stdout.toString().trim().split('\n').map(l=>JSON.parse(l));
let ok=0; const bad:any[]=[]; outs.forEach((o,k)=>{ if(o[0]===o[1]) ok++; else bad.push([k,o]); });
console.log(ins.length,'same',ok,'bad',bad.length);
function diff(a:any,b:any,p:string,out:string[]){ if(JSON.stringify(a)===JSON.stringify(b)) return; if(a&&b&&typeof a==='object'&&typeof b==='object'&&!Array.isArray(a)){ for(const k of new Set([...Object.keys(a),...Object.keys(b)])) diff(a[k],b[k],p+'.'+k,out); } else out.push(p+': go '+JSON.stringify(a)+' mine '+JSON.stringify(b)); }
const kinds:Record<string,number>={};
for(const [k,o] of bad){ let l:string[]=[]; try{ diff(JSON.parse(o[0]),JSON.parse(o[1]),'',l);}catch{ l=[o[0].slice(0,200)+' <> '+o[1].slice(0,200)]; } for(const x of l){ const key=x.split(': go')[0]!.replace(/\.(a|b|DB|nginx)\b/g,'.*'); kinds[key]=(kinds[key]??0)+1; if(kinds[key]===1) console.log(k,x.slice(0,400)); } }
console.log(kinds);
if(process.argv[4]) { const k=Number(process.argv[4]); console.log(ins[k]); }
