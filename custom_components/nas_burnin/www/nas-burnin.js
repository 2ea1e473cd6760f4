/*! NAS Burn-In. With Lit, Copyright Google LLC (BSD-3-Clause), and icons of
Material Design Icons, Copyright Pictogrammers (Apache-2.0). */
var e=`M13 14H11V9H13M13 18H11V16H13M1 21H23L12 2L1 21Z`,t=`M13,13H11V7H13M13,17H11V15H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,n=`M11,4H13V16L18.5,10.5L19.92,11.92L12,19.84L4.08,11.92L5.5,10.5L11,16V4Z`,r=`M13,20H11V8L5.5,13.5L4.08,12.08L12,4.16L19.92,12.08L18.5,13.5L13,8V20Z`,i=`M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z`,a=`M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M12 20C7.59 20 4 16.41 4 12S7.59 4 12 4 20 7.59 20 12 16.41 20 12 20M16.59 7.58L10 14.17L7.41 11.59L6 13L10 17L18 9L16.59 7.58Z`,o=`M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z`,s=`M12,2C17.53,2 22,6.47 22,12C22,17.53 17.53,22 12,22C6.47,22 2,17.53 2,12C2,6.47 6.47,2 12,2M15.59,7L12,10.59L8.41,7L7,8.41L10.59,12L7,15.59L8.41,17L12,13.41L15.59,17L17,15.59L13.41,12L17,8.41L15.59,7Z`,c=`M19,4H15.5L14.5,3H9.5L8.5,4H5V6H19M6,19A2,2 0 0,0 8,21H16A2,2 0 0,0 18,19V7H6V19Z`,l=`M13 24C9.74 24 6.81 22 5.6 19L2.57 11.37C2.26 10.58 3 9.79 3.81 10.05L4.6 10.31C5.16 10.5 5.62 10.92 5.84 11.47L7.25 15H8V3.25C8 2.56 8.56 2 9.25 2S10.5 2.56 10.5 3.25V12H11.5V1.25C11.5 .56 12.06 0 12.75 0S14 .56 14 1.25V12H15V2.75C15 2.06 15.56 1.5 16.25 1.5C16.94 1.5 17.5 2.06 17.5 2.75V12H18.5V5.75C18.5 5.06 19.06 4.5 19.75 4.5S21 5.06 21 5.75V16C21 20.42 17.42 24 13 24Z`,u=`M6,2H18A2,2 0 0,1 20,4V20A2,2 0 0,1 18,22H6A2,2 0 0,1 4,20V4A2,2 0 0,1 6,2M12,4A6,6 0 0,0 6,10C6,13.31 8.69,16 12.1,16L11.22,13.77C10.95,13.29 11.11,12.68 11.59,12.4L12.45,11.9C12.93,11.63 13.54,11.79 13.82,12.27L15.74,14.69C17.12,13.59 18,11.9 18,10A6,6 0 0,0 12,4M12,9A1,1 0 0,1 13,10A1,1 0 0,1 12,11A1,1 0 0,1 11,10A1,1 0 0,1 12,9M7,18A1,1 0 0,0 6,19A1,1 0 0,0 7,20A1,1 0 0,0 8,19A1,1 0 0,0 7,18M12.09,13.27L14.58,19.58L17.17,18.08L12.95,12.77L12.09,13.27Z`,d=`M12 9A1 1 0 1 0 13 10A1 1 0 0 0 12 9M12 9A1 1 0 1 0 13 10A1 1 0 0 0 12 9M18 2H6A2 2 0 0 0 4 4V13.09A5.47 5.47 0 0 1 5 13A5.71 5.71 0 0 1 7 13.36A6 6 0 1 1 15.71 14.69L13.79 12.27A1 1 0 0 0 12.42 11.9L11.56 12.4A1 1 0 0 0 11.19 13.77L12.1 16A6.12 6.12 0 0 1 10 15.62A6 6 0 0 1 10.19 22H18A2 2 0 0 0 20 20V4A2 2 0 0 0 18 2M14.58 19.58L12.09 13.27L12.95 12.77L17.17 18.08M12 11A1 1 0 1 0 11 10A1 1 0 0 0 12 11M7.12 22.54L5 20.41L2.88 22.54L1.46 21.12L3.59 19L1.46 16.88L2.88 15.46L5 17.59L7.12 15.46L8.54 16.88L6.41 19L8.54 21.12Z`,f=`M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z`,p=`M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z`,m=`M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M3.88,13.46L2.46,14.88L4.59,17L2.46,19.12L3.88,20.54L6,18.41L8.12,20.54L9.54,19.12L7.41,17L9.54,14.88L8.12,13.46L6,15.59L3.88,13.46M14,15H20V19H14V15Z`,ee=`M12,17A2,2 0 0,0 14,15C14,13.89 13.1,13 12,13A2,2 0 0,0 10,15A2,2 0 0,0 12,17M18,8A2,2 0 0,1 20,10V20A2,2 0 0,1 18,22H6A2,2 0 0,1 4,20V10C4,8.89 4.9,8 6,8H7V6A5,5 0 0,1 12,1A5,5 0 0,1 17,6V8H18M12,3A3,3 0 0,0 9,6V8H15V6A3,3 0 0,0 12,3Z`,te=`M15,16H13V8H15M11,16H9V8H11M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,ne=`M10,16.5V7.5L16,12M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,re=`M13,2.03V2.05L13,4.05C17.39,4.59 20.5,8.58 19.96,12.97C19.5,16.61 16.64,19.5 13,19.93V21.93C18.5,21.38 22.5,16.5 21.95,11C21.5,6.25 17.73,2.5 13,2.03M11,2.06C9.05,2.25 7.19,3 5.67,4.26L7.1,5.74C8.22,4.84 9.57,4.26 11,4.06V2.06M4.26,5.67C3,7.19 2.25,9.04 2.05,11H4.05C4.24,9.58 4.8,8.23 5.69,7.1L4.26,5.67M2.06,13C2.26,14.96 3.03,16.81 4.27,18.33L5.69,16.9C4.81,15.77 4.24,14.42 4.06,13H2.06M7.1,18.37L5.67,19.74C7.18,21 9.04,21.79 11,22V20C9.58,19.82 8.23,19.25 7.1,18.37M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z`,ie=`M20.79,13.95L18.46,14.57L16.46,13.44V10.56L18.46,9.43L20.79,10.05L21.31,8.12L19.54,7.65L20,5.88L18.07,5.36L17.45,7.69L15.45,8.82L13,7.38V5.12L14.71,3.41L13.29,2L12,3.29L10.71,2L9.29,3.41L11,5.12V7.38L8.5,8.82L6.5,7.69L5.92,5.36L4,5.88L4.47,7.65L2.7,8.12L3.22,10.05L5.55,9.43L7.55,10.56V13.45L5.55,14.58L3.22,13.96L2.7,15.89L4.47,16.36L4,18.12L5.93,18.64L6.55,16.31L8.55,15.18L11,16.62V18.88L9.29,20.59L10.71,22L12,20.71L13.29,22L14.7,20.59L13,18.88V16.62L15.5,15.17L17.5,16.3L18.12,18.63L20,18.12L19.53,16.35L21.3,15.88L20.79,13.95M9.5,10.56L12,9.11L14.5,10.56V13.44L12,14.89L9.5,13.44V10.56Z`,ae=`M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M9,9H15V15H9`,oe=globalThis,se=oe.ShadowRoot&&(oe.ShadyCSS===void 0||oe.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,ce=Symbol(),le=new WeakMap,ue=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==ce)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(se&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=le.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&le.set(t,e))}return e}toString(){return this.cssText}},de=e=>new ue(typeof e==`string`?e:e+``,void 0,ce),h=(e,...t)=>new ue(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,ce),fe=(e,t)=>{if(se)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),r=oe.litNonce;r!==void 0&&t.setAttribute(`nonce`,r),t.textContent=n.cssText,e.appendChild(t)}},pe=se?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return de(t)})(e):e,{is:me,defineProperty:he,getOwnPropertyDescriptor:ge,getOwnPropertyNames:_e,getOwnPropertySymbols:ve,getPrototypeOf:ye}=Object,be=globalThis,xe=be.trustedTypes,Se=xe?xe.emptyScript:``,Ce=be.reactiveElementPolyfillSupport,g=(e,t)=>e,we={toAttribute(e,t){switch(t){case Boolean:e=e?Se:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},Te=(e,t)=>!me(e,t),Ee={attribute:!0,type:String,converter:we,reflect:!1,useDefault:!1,hasChanged:Te};Symbol.metadata??=Symbol(`metadata`),be.litPropertyMetadata??=new WeakMap;var _=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Ee){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&he(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=ge(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Ee}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=ye(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[..._e(e),...ve(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(pe(e))}else e!==void 0&&t.push(pe(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return fe(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?we:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?we:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??Te)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};_.elementStyles=[],_.shadowRootOptions={mode:`open`},_[g(`elementProperties`)]=new Map,_[g(`finalized`)]=new Map,Ce?.({ReactiveElement:_}),(be.reactiveElementVersions??=[]).push(`2.1.2`);var De=globalThis,Oe=e=>e,ke=De.trustedTypes,Ae=ke?ke.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,je=`$lit$`,v=`lit$${Math.random().toFixed(9).slice(2)}$`,Me=`?`+v,Ne=`<${Me}>`,y=document,b=()=>y.createComment(``),x=e=>e===null||typeof e!=`object`&&typeof e!=`function`,Pe=Array.isArray,Fe=e=>Pe(e)||typeof e?.[Symbol.iterator]==`function`,Ie=`[ 	
\f\r]`,Le=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Re=/-->/g,ze=/>/g,S=RegExp(`>|${Ie}(?:([^\\s"'>=/]+)(${Ie}*=${Ie}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),Be=/'/g,Ve=/"/g,He=/^(?:script|style|textarea|title)$/i,C=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),w=Symbol.for(`lit-noChange`),T=Symbol.for(`lit-nothing`),Ue=new WeakMap,E=y.createTreeWalker(y,129);function We(e,t){if(!Pe(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return Ae===void 0?t:Ae.createHTML(t)}var Ge=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=Le;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===Le?c[1]===`!--`?o=Re:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=S):(He.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=S):o=ze:o===S?c[0]===`>`?(o=i??Le,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?S:c[3]===`"`?Ve:Be):o===Ve||o===Be?o=S:o===Re||o===ze?o=Le:(o=S,i=void 0);let d=o===S&&e[t+1].startsWith(`/>`)?` `:``;a+=o===Le?n+Ne:l>=0?(r.push(s),n.slice(0,l)+je+n.slice(l)+v+d):n+v+(l===-2?t:d)}return[We(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},Ke=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=Ge(t,n);if(this.el=e.createElement(l,r),E.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=E.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(je)){let t=u[o++],n=i.getAttribute(e).split(v),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Ye:r[1]===`?`?Xe:r[1]===`@`?Ze:O}),i.removeAttribute(e)}else e.startsWith(v)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(He.test(i.tagName)){let e=i.textContent.split(v),t=e.length-1;if(t>0){i.textContent=ke?ke.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],b()),E.nextNode(),c.push({type:2,index:++a});i.append(e[t],b())}}}else if(i.nodeType===8){if(i.data===Me)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(v,e+1))!==-1;)c.push({type:7,index:a}),e+=v.length-1}}a++}}static createElement(e,t){let n=y.createElement(`template`);return n.innerHTML=e,n}};function D(e,t,n=e,r){if(t===w)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=x(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=D(e,i._$AS(e,t.values),i,r)),t}var qe=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??y).importNode(t,!0);E.currentNode=r;let i=E.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new Je(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Qe(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=E.nextNode(),a++)}return E.currentNode=y,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},Je=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=T,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=D(this,e,t),x(e)?e===T||e==null||e===``?(this._$AH!==T&&this._$AR(),this._$AH=T):e!==this._$AH&&e!==w&&this._(e):e._$litType$===void 0?e.nodeType===void 0?Fe(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==T&&x(this._$AH)?this._$AA.nextSibling.data=e:this.T(y.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Ke.createElement(We(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new qe(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=Ue.get(e.strings);return t===void 0&&Ue.set(e.strings,t=new Ke(e)),t}k(t){Pe(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(b()),this.O(b()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=Oe(e).nextSibling;Oe(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},O=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=T,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=T}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=D(this,e,t,0),a=!x(e)||e!==this._$AH&&e!==w,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=D(this,r[n+o],t,o),s===w&&(s=this._$AH[o]),a||=!x(s)||s!==this._$AH[o],s===T?e=T:e!==T&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===T?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Ye=class extends O{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===T?void 0:e}},Xe=class extends O{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==T)}},Ze=class extends O{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=D(this,e,t,0)??T)===w)return;let n=this._$AH,r=e===T&&n!==T||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==T&&(n===T||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Qe=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){D(this,e)}},$e={M:je,P:v,A:Me,C:1,L:Ge,R:qe,D:Fe,V:D,I:Je,H:O,N:Xe,U:Ze,B:Ye,F:Qe},et=De.litHtmlPolyfillSupport;et?.(Ke,Je),(De.litHtmlVersions??=[]).push(`3.3.3`);var tt=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new Je(t.insertBefore(b(),e),e,void 0,n??{})}return i._$AI(e),i},nt=globalThis,k=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=tt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return w}};k._$litElement$=!0,k.finalized=!0,nt.litElementHydrateSupport?.({LitElement:k});var rt=nt.litElementPolyfillSupport;rt?.({LitElement:k}),(nt.litElementVersions??=[]).push(`4.2.2`);var it={attribute:!0,type:String,converter:we,reflect:!1,hasChanged:Te},at=(e=it,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)};function A(e){return(t,n)=>typeof n==`object`?at(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}function j(e){return A({...e,state:!0,attribute:!1})}var ot=(e,t,n)=>(n.configurable=!0,n.enumerable=!0,Reflect.decorate&&typeof t!=`object`&&Object.defineProperty(e,t,n),n);function st(e,t){return(n,r,i)=>{let a=t=>t.renderRoot?.querySelector(e)??null;if(t){let{get:e,set:t}=typeof r==`object`?n:i??(()=>{let e=Symbol();return{get(){return this[e]},set(t){this[e]=t}}})();return ot(n,r,{get(){let n=e.call(this);return n===void 0&&(n=a(this),(n!==null||this.hasUpdated)&&t.call(this,n)),n}})}return ot(n,r,{get(){return a(this)}})}}var ct;function lt(e){return(t,n)=>ot(t,n,{get(){return(this.renderRoot??(ct??=document.createDocumentFragment())).querySelectorAll(e)}})}var ut={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},dt=e=>(...t)=>({_$litDirective$:e,values:t}),ft=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},M=dt(class extends ft{constructor(e){if(super(e),e.type!==ut.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return w}}),pt={},mt=dt(class extends ft{constructor(){super(...arguments),this.ot=pt}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return w}else if(this.ot===t)return w;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),{I:ht}=$e,gt=e=>e,_t=()=>document.createComment(``),N=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new ht(r.insertBefore(_t(),i),r.insertBefore(_t(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=gt(e).nextSibling;gt(r).insertBefore(e,i),e=t}}}return n},P=(e,t,n=e)=>(e._$AI(t,n),e),vt={},yt=(e,t=vt)=>e._$AH=t,bt=e=>e._$AH,xt=e=>{e._$AR(),e._$AA.remove()},St=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},Ct=dt(class extends ft{constructor(e){if(super(e),e.type!==ut.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=bt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=P(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=P(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=P(i[d],a[m]),N(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=P(i[f],a[p]),N(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=St(o,p,m),u=St(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=N(e,i[d]);P(t,a[p]),c[p]=t}else c[p]=P(n,a[p]),N(e,i[d],n),i[t]=null;p++}else xt(i[f]),f--}else xt(i[d]),d++;for(;p<=m;){let t=N(e,c[m+1]);P(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&xt(e)}return this.ut=o,yt(e,c),w}});async function wt(e,t,n,r={},i=!1){let{response:a}=await e.callService(`nas_burnin`,t,{device_id:[...n],...r},void 0,!1,i);return a}function Tt(e,t){let n={message:t};e.dispatchEvent(new CustomEvent(`hass-notification`,{detail:n,bubbles:!0,composed:!0}))}function Et(e){history.pushState(null,``,e),window.dispatchEvent(new CustomEvent(`location-changed`,{detail:{replace:!1}}))}var Dt=e=>document.documentElement.dir===`rtl`?`\u2066${e}\u2069`:e,F=60,Ot=3600,kt=24*Ot,At=`\xA0`,jt=[`B`,`kB`,`MB`,`GB`,`TB`,`PB`];function Mt(e){switch(e.locale.number_format){case`comma_decimal`:return`en-US`;case`decimal_comma`:return`de`;case`space_comma`:return`fr`;case`quote_decimal`:return`de-CH`;case`system`:return;default:return e.locale.language}}var Nt=new Map;function Pt(e,t){let n=JSON.stringify(e),r=Nt.get(n);return r||Nt.set(n,r=t()),r}function Ft(e,t,n=0){let r={maximumFractionDigits:n,useGrouping:e.locale.number_format!==`none`},i=e.locale.number_format===`none`?`en-US`:Mt(e);return Pt([`n`,i,r],()=>new Intl.NumberFormat(i,r)).format(t)}function I(e,t){let n=0,r=t;for(;r>=999.5&&n<jt.length-1;)r/=1e3,n+=1;return Dt(`${Ft(e,r,r<9.995?2:+(r<99.5))}${At}${jt[n]}`)}function It(e,t,n=0){let r=10**n;return Dt(`${Ft(e,Math.floor(t*r+1e-9)/r,n)}${At}%`)}function Lt(e,t){let n=e.config.unit_system.temperature,r=n===`°F`?t*1.8+32:t;return Dt(`${Ft(e,Math.round(r))}${At}${n}`)}function Rt(e,t){let n=Math.max(0,Math.round(t)),r=n>=F?Math.round(n/F)*F:n,i=[[Math.floor(r/kt),`day`],[Math.floor(r%kt/Ot),`hour`],[Math.floor(r%Ot/F),`minute`],[r%F,`second`]],a=Math.max(0,i.findIndex(([e])=>e>0)),o=r===0;return i.slice(o?3:a,o?4:a+2).filter(([e])=>o||e>0).map(([t,n])=>zt(e,t,n)).join(` `)}function zt(e,t,n){let r={style:`unit`,unit:n,unitDisplay:`short`},i=e.locale.language;return Pt([`u`,i,n],()=>new Intl.NumberFormat(i,r)).format(t).replace(` `,At)}function Bt(e){return e.locale.time_zone===`server`?e.config.time_zone:void 0}function Vt(e){if(e.locale.time_format===`12`)return!0;if(e.locale.time_format===`24`)return!1}function Ht(e){return e.locale.time_format===`system`?void 0:e.locale.language}function L(e,t,n){let r=Ht(e),i=Vt(e),a={...n},o=Bt(e);return o&&(a.timeZone=o),a.hour&&i!==void 0&&(a.hourCycle=i?`h12`:`h23`),Pt([`t`,r,a],()=>new Intl.DateTimeFormat(r,a)).format(new Date(t))}function Ut(e,t,n){let r={year:`numeric`,month:`numeric`,day:`numeric`};return L(e,t,r)===L(e,n,r)}function R(e,t,n=Date.now()){let r={hour:`numeric`,minute:`2-digit`},i=Date.parse(t);return Ut(e,i,n)?L(e,i,r):Math.abs(i-n)<6*kt*1e3?L(e,i,{weekday:`short`,...r}):L(e,i,{month:`short`,day:`numeric`,...r})}var Wt=new Map,Gt=window.customElements,Kt=250,qt=3e4;function Jt(){for(let[e,t]of Wt)window.customElements.get(e)||window.customElements.define(e,t)}var z=e=>t=>(Wt.set(e,t),t);function Yt(){Jt(),Gt.whenDefined(`home-assistant`).then(Jt);let e=qt/Kt,t=setInterval(()=>{Jt(),--e<=0&&clearInterval(t)},Kt)}var Xt={type:`nas_burnin/subscribe`},Zt=2e3,Qt=15e3,$t=60,en=3e3,tn={status:`waiting`,problem:null,version:null,profiles:[],hosts:new Map,drives:new Map,skew:0},nn=class{constructor(e){this.connection=e,this.bench=tn,this.listeners=new Set,this.attempt=0,this.refusals=0,this.open=!1,this.onReady=()=>{this.unsubscribe=void 0,this.refusals=0,this.ask()},this.onDisconnected=()=>{this.attempt+=1,this.unsubscribe=void 0,clearTimeout(this.retry),this.set({status:this.waiting()})}}subscribe(e){return clearTimeout(this.linger),this.listeners.add(e),this.open||this.start(),e(this.bench),()=>{!this.listeners.delete(e)||this.listeners.size>0||(this.linger=setTimeout(()=>this.stop(),en))}}start(){this.open=!0,this.connection.addEventListener(`ready`,this.onReady),this.connection.addEventListener(`disconnected`,this.onDisconnected),this.ask()}stop(){this.listeners.size>0||(this.open=!1,this.connection.removeEventListener(`ready`,this.onReady),this.connection.removeEventListener(`disconnected`,this.onDisconnected),this.attempt+=1,clearTimeout(this.retry),this.unsubscribe&&this.end(this.unsubscribe),this.unsubscribe=void 0,this.bench=tn)}async ask(){let e=++this.attempt;clearTimeout(this.retry);try{let t=await this.connection.subscribeMessage(t=>{e===this.attempt&&this.take(t)},Xt,{resubscribe:!1});e===this.attempt?this.unsubscribe=t:this.end(t)}catch(t){e===this.attempt&&this.refused(t)}}refused(e){this.refusals+=1,this.set({status:this.waiting(),problem:on(e)}),this.retry=setTimeout(()=>void this.ask(),this.refusals<$t?Zt:Qt)}waiting(){return this.bench.status===`waiting`?`waiting`:`lost`}end(e){Promise.resolve(e()).catch(e=>console.debug(`nas_burnin:`,e))}take(e){this.refusals=0;let t=Date.parse(e.now)-Date.now();if(e.type===`snapshot`){this.set({status:`live`,problem:null,version:e.version,profiles:e.profiles,hosts:new Map(e.hosts.map(e=>[e.id,e])),drives:new Map(e.drives.map(e=>[e.key,e])),skew:t});return}let{hosts:n,drives:r}=this.bench,i=new Set(e.removed_hosts),a=rn(r,e.drives,e=>e.key,e.removed);this.set({status:`live`,problem:null,hosts:rn(n,e.hosts,e=>e.id,e.removed_hosts),drives:i.size?an(a,e=>i.has(e.host)):a,skew:t})}set(e){this.bench={...this.bench,...e};for(let e of[...this.listeners])e(this.bench)}};function rn(e,t=[],n,r=[]){if(!t.length&&!r.length)return e;let i=new Map(e);for(let e of t)i.set(n(e),e);for(let e of r)i.delete(e);return i}function an(e,t){return new Map([...e].filter(([,e])=>!t(e)))}function on(e){return typeof e==`object`&&e&&`message`in e?String(e.message):String(e)}var sn=new WeakMap;function cn(e){let t=sn.get(e);return t||sn.set(e,t=new nn(e)),t}var ln={"card.title":`Burn-in`,"card.picker_name":`NAS Burn-In: alle Laufwerke`,"card.picker_description":`Die Laufwerke deiner NAS, ihr Zustand und ihre Burn-ins in einer Tabelle.`,"drive_card.picker_name":`NAS Burn-In: ein Laufwerk`,"drive_card.picker_description":`Ein Laufwerk, sein Zustand und wie weit sein Burn-in ist.`,"drive_card.missing":`Dieses Laufwerk gibt es nicht mehr.`,"dashboard.name":`NAS Burn-In`,"dashboard.description":`Alle Laufwerke auf einen Blick, und eine Ansicht für jede NAS.`,"dashboard.overview":`Übersicht`,"dashboard.drives":`Laufwerke`,"form.title":`Titel`,"form.hosts":`NAS`,"form.hosts_help":`Zeigt nur die Laufwerke von diesen. Ohne Auswahl: von allen.`,"form.device":`Laufwerk`,"form.name":`Name`,"column.drive":`Laufwerk`,"column.serial":`Seriennr.`,"column.size":`Größe`,"column.temperature":`Temp.`,"column.health":`Zustand`,"column.short":`SMART kurz`,"column.long":`SMART lang`,"column.burn_in":`Burn-in`,"table.select":`{name} auswählen`,"table.select_all":`Alle Laufwerke auswählen, die gestartet werden können`,"table.select_none":`Auswahl aufheben`,"table.selected_one":`{count} Laufwerk ausgewählt`,"table.selected_other":`{count} Laufwerke ausgewählt`,"table.sort_by":`Sortieren nach`,"table.natural":`Laufende zuerst`,"table.ascending":`Aufsteigend: umkehren`,"table.descending":`Absteigend: umkehren`,"bench.running":`{count} laufen`,"bench.queued":`{count} eingereiht`,"bench.done":`fertig {time}`,"bench.idle":`Nichts läuft`,"bench.waiting":`Warte auf Home Assistant…`,"bench.lost":`Die Verbindung ist unterbrochen. Das ist der letzte bekannte Stand.`,"bench.no_hosts":`Noch keine NAS hinzugefügt.`,"bench.none_of_these":`Keine der gewählten NAS ist da.`,"bench.add_host":`NAS hinzufügen`,"bench.no_drives":`Keine Laufwerke gefunden.`,"host.not_loaded":`{name} ist nicht eingerichtet.`,"host.not_connected":`{name} antwortet nicht.`,"host.paused":`{name} ist angehalten: Die Tests stehen still, und keiner beginnt.`,"host.resume":`Fortsetzen`,"host.open_repairs":`Reparaturen öffnen`,"drive.ready":`Bereit`,"drive.gone":`Fort`,"temperature.warm":`, warm`,"temperature.hot":`, zu heiß`,"health.problems_one":`{count} Problem`,"health.problems_other":`{count} Probleme`,"job.until":`fertig {time}`,"job.place":`Nr. {place}`,"job.stalled":`Steht still`,"job.bad_blocks_one":`{count} defekter Block`,"job.bad_blocks_other":`{count} defekte Blöcke`,"job.progress_of":`Burn-in von {name}`,"start.open":`Burn-in starten`,"start.title":`Burn-in starten`,"start.profile":`Profil`,"start.erases":`(löscht das Laufwerk)`,"start.stages":`Schritte, in dieser Reihenfolge`,"start.add_stage":`Hinzufügen: {name}`,"start.move_stage":`Verschieben: {name}`,"start.remove_stage":`Entfernen: {name}`,"start.move_help":`Ziehe einen Schritt am Griff oder verschiebe ihn mit den Pfeiltasten.`,"start.moved":`{name}: {position} von {count}`,"start.patterns":`Muster`,"start.error_limit":`Erlaubte defekte Blöcke`,"start.no_stages":`Wähle mindestens einen Schritt.`,"start.no_patterns":`Wähle mindestens ein Muster.`,"start.bad_limit":`Die erlaubten defekten Blöcke müssen 1 bis 100000 sein.`,"start.erases_nothing":`Es wird nichts gelöscht.`,"start.erases_all_one":`Alles auf diesem Laufwerk ({size}) wird gelöscht.`,"start.erases_all_other":`Alles auf diesen {count} Laufwerken ({size}) wird gelöscht.`,"start.no_way_back":`Es lässt sich mit keinem Mittel zurückholen.`,"start.drives_one":`Laufwerk`,"start.drives_other":`Laufwerke`,"start.queue_done":`Alles fertig {time}`,"start.submit_one":`{count} Laufwerk starten`,"start.submit_other":`{count} Laufwerke starten`,"start.submit_erase_one":`{count} Laufwerk löschen und testen`,"start.submit_erase_other":`{count} Laufwerke löschen und testen`,"start.answer":`{queued} eingereiht, {skipped} übersprungen, {locked} gesperrt`},un={"stage.short_smart":`Kurzer Selbsttest`,"stage.long_smart":`Langer Selbsttest`,"stage.conveyance_smart":`Transport-Selbsttest`,"stage.surface_validate":`Oberfläche beschreiben und prüfen`,"stage.surface_read":`Oberfläche lesen`,"stage.final_check":`Abschlussprüfung`,"stage_short.short_smart":`Kurzer Test`,"stage_short.long_smart":`Langer Test`,"stage_short.conveyance_smart":`Transporttest`,"stage_short.surface_validate":`Schreiben, prüfen`,"stage_short.surface_read":`Lesen`,"stage_short.final_check":`Abschluss`,"stage_state.pending":`Steht aus`,"stage_state.running":`Läuft`,"stage_state.passed":`Bestanden`,"stage_state.failed":`Nicht bestanden`,"stage_state.cancelled":`Abgebrochen`,"stage_state.unknown":`Unbekannt`,"stage_state.skipped":`Übersprungen`,"pattern.aa":`0xAA`,"pattern.55":`0x55`,"pattern.ff":`0xFF`,"pattern.00":`0x00`,"pattern.random":`Zufall`,"phase.write":`Schreiben`,"phase.verify":`Prüfen`,"profile.standard":`Standard`,"profile.quick":`Schnell`,"profile.soak":`Gründlich`,"profile.smart_only":`Nur Selbsttests`,"profile.read_only":`Nur lesen`,"profile.flash":`Flash`,"profile.custom":`Eigene Schritte`,"job_state.queued":`Eingereiht`,"job_state.running":`Läuft`,"job_state.passed":`Bestanden`,"job_state.failed":`Nicht bestanden`,"job_state.cancelled":`Abgebrochen`,"job_state.unknown":`Unbekannt`,"verdict.passed":`Bestanden`,"verdict.passed_with_notes":`Bestanden mit Anmerkungen`,"verdict.failed":`Nicht bestanden`,"activity.testing":`Test läuft`,"activity.paused":`Angehalten`,"activity.cooling":`Kühlt ab`,"activity.reconnecting":`Verbindet neu`,"activity.waiting":`Wartet auf dich`,"lock.free":`Frei`,"lock.has_data":`Hat Daten`,"lock.exported_pool":`Exportierter Pool`,"lock.pool":`In einem Pool`,"lock.boot_pool":`Boot-Pool`,"lock.mounted":`Eingehängt`,"lock.in_use":`In Benutzung`,"lock.unknown":`Nicht bekannt`,"test.idle":`Kein Test`,"test.running":`Läuft`,"test.passed":`Bestanden`,"test.failed":`Fehler`,"test.aborted":`Abgebrochen`,"test.interrupted":`Unterbrochen`,"test.unknown":`Unbekannt`,"health.ok":`OK`,"health.problem":`Problem`,"common.cancel":`Abbrechen`,"common.close":`Schließen`,"common.drives_one":`{count} Laufwerk`,"common.drives_other":`{count} Laufwerke`,"common.failed":`Das hat nicht geklappt: {error}`,"common.none":`Keine`,"common.not_reported":`nicht bekannt`,"common.unknown":`Unbekannt`},dn={"drawer.title":`Laufwerk`},fn={"card.title":`Burn-in`,"card.picker_name":`NAS Burn-In: all drives`,"card.picker_description":`The drives of your NAS, their health and their burn-ins, in one table.`,"drive_card.picker_name":`NAS Burn-In: one drive`,"drive_card.picker_description":`One drive, its health and how far its burn-in is.`,"drive_card.missing":`This drive is not there any more.`,"dashboard.name":`NAS Burn-In`,"dashboard.description":`All drives at a glance, and a view for each NAS.`,"dashboard.overview":`Overview`,"dashboard.drives":`Drives`,"form.title":`Title`,"form.hosts":`NAS`,"form.hosts_help":`Shows the drives of these alone. Without a choice: of all.`,"form.device":`Drive`,"form.name":`Name`,"column.drive":`Drive`,"column.serial":`Serial`,"column.size":`Size`,"column.temperature":`Temp`,"column.health":`Health`,"column.short":`Short SMART`,"column.long":`Long SMART`,"column.burn_in":`Burn-In`,"table.select":`Select {name}`,"table.select_all":`Select every drive that can be started`,"table.select_none":`Clear the selection`,"table.selected_one":`{count} drive selected`,"table.selected_other":`{count} drives selected`,"table.sort_by":`Sort by`,"table.natural":`Running first`,"table.ascending":`Ascending: turn around`,"table.descending":`Descending: turn around`,"bench.running":`{count} running`,"bench.queued":`{count} queued`,"bench.done":`done {time}`,"bench.idle":`Nothing is running`,"bench.waiting":`Waiting for Home Assistant…`,"bench.lost":`The connection is lost. This is what was known last.`,"bench.no_hosts":`No NAS has been added yet.`,"bench.none_of_these":`None of the chosen NAS is there.`,"bench.add_host":`Add a NAS`,"bench.no_drives":`No drives found.`,"host.not_loaded":`{name} is not set up.`,"host.not_connected":`{name} does not answer.`,"host.paused":`{name} is paused: its tests stand still, and none begins.`,"host.resume":`Resume`,"host.open_repairs":`Open repairs`,"drive.ready":`Ready`,"drive.gone":`Gone`,"temperature.warm":`, warm`,"temperature.hot":`, too hot`,"health.problems_one":`{count} problem`,"health.problems_other":`{count} problems`,"job.until":`done {time}`,"job.place":`no. {place}`,"job.stalled":`Stands still`,"job.bad_blocks_one":`{count} bad block`,"job.bad_blocks_other":`{count} bad blocks`,"job.progress_of":`Burn-in of {name}`,"start.open":`Start burn-in`,"start.title":`Start burn-in`,"start.profile":`Profile`,"start.erases":`(erases the drive)`,"start.stages":`Stages, in this order`,"start.add_stage":`Add: {name}`,"start.move_stage":`Move: {name}`,"start.remove_stage":`Remove: {name}`,"start.move_help":`Drag a stage by its handle, or move it with the arrow keys.`,"start.moved":`{name}: {position} of {count}`,"start.patterns":`Patterns`,"start.error_limit":`Bad blocks allowed`,"start.no_stages":`Choose at least one stage.`,"start.no_patterns":`Choose at least one pattern.`,"start.bad_limit":`The bad blocks allowed have to be 1 to 100000.`,"start.erases_nothing":`Nothing is erased.`,"start.erases_all_one":`Everything on this drive ({size}) will be erased.`,"start.erases_all_other":`Everything on these {count} drives ({size}) will be erased.`,"start.no_way_back":`There is no way to get it back.`,"start.drives_one":`Drive`,"start.drives_other":`Drives`,"start.queue_done":`All done {time}`,"start.submit_one":`Start {count} drive`,"start.submit_other":`Start {count} drives`,"start.submit_erase_one":`Erase and test {count} drive`,"start.submit_erase_other":`Erase and test {count} drives`,"start.answer":`{queued} queued, {skipped} skipped, {locked} locked`},pn={"stage.short_smart":`Short self-test`,"stage.long_smart":`Long self-test`,"stage.conveyance_smart":`Conveyance self-test`,"stage.surface_validate":`Surface write and verify`,"stage.surface_read":`Surface read`,"stage.final_check":`Final check`,"stage_short.short_smart":`Short test`,"stage_short.long_smart":`Long test`,"stage_short.conveyance_smart":`Conveyance test`,"stage_short.surface_validate":`Write and verify`,"stage_short.surface_read":`Surface read`,"stage_short.final_check":`Final check`,"stage_state.pending":`Pending`,"stage_state.running":`Running`,"stage_state.passed":`Passed`,"stage_state.failed":`Failed`,"stage_state.cancelled":`Cancelled`,"stage_state.unknown":`Unknown`,"stage_state.skipped":`Skipped`,"pattern.aa":`0xAA`,"pattern.55":`0x55`,"pattern.ff":`0xFF`,"pattern.00":`0x00`,"pattern.random":`random`,"phase.write":`write`,"phase.verify":`verify`,"profile.standard":`Standard`,"profile.quick":`Quick`,"profile.soak":`Soak`,"profile.smart_only":`Self-tests only`,"profile.read_only":`Read only`,"profile.flash":`Flash`,"profile.custom":`Own stages`,"job_state.queued":`Queued`,"job_state.running":`Running`,"job_state.passed":`Passed`,"job_state.failed":`Failed`,"job_state.cancelled":`Cancelled`,"job_state.unknown":`Unknown`,"verdict.passed":`Passed`,"verdict.passed_with_notes":`Passed with notes`,"verdict.failed":`Failed`,"activity.testing":`Testing`,"activity.paused":`Paused`,"activity.cooling":`Cooling down`,"activity.reconnecting":`Reconnecting`,"activity.waiting":`Waiting for you`,"lock.free":`Free`,"lock.has_data":`Has data`,"lock.exported_pool":`Exported pool`,"lock.pool":`In a pool`,"lock.boot_pool":`Boot pool`,"lock.mounted":`Mounted`,"lock.in_use":`In use`,"lock.unknown":`Not known`,"test.idle":`Idle`,"test.running":`Running`,"test.passed":`Passed`,"test.failed":`Failed`,"test.aborted":`Aborted`,"test.interrupted":`Interrupted`,"test.unknown":`Unknown`,"health.ok":`OK`,"health.problem":`Problem`,"common.cancel":`Cancel`,"common.close":`Close`,"common.drives_one":`{count} drive`,"common.drives_other":`{count} drives`,"common.failed":`That did not work: {error}`,"common.none":`None`,"common.not_reported":`not reported`,"common.unknown":`Unknown`},mn={"drawer.title":`Drive`},hn={...pn,...fn,...mn},gn={en:hn,de:{...un,...ln,...dn}};function _n(e){let t=(e?.locale?.language??e?.language??document.documentElement.lang).split(`-`)[0]??``;return t in gn?t:`en`}function vn(e,t){return Dt(e.replace(/\{(\w+)\}/g,(e,n)=>String(t[n]??e)))}function B(e,t,n={}){return vn((gn[_n(e)]??hn)[t],n)}function V(e,t,n){return n===null?``:(gn[_n(e)]??hn)[`${t}.${n}`]??n}function H(e,t,n,r={}){let i=_n(e),a=new Intl.PluralRules(i).select(n)===`one`?`one`:`other`;return vn((gn[i]??hn)[`${t}_${a}`],{count:n,...r})}function U(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}var yn=[`connection`,`language`,`locale`,`config`,`user`],bn=class extends k{connectedCallback(){super.connectedCallback(),this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.unfollow()}get eager(){return!1}shouldUpdate(e){if(e.size>1||!e.has(`hass`)||this.eager)return!0;let t=e.get(`hass`);return!t||!this.hass||yn.some(e=>t[e]!==this.hass[e])}willUpdate(){this.follow()}get admin(){return this.hass?.user?.is_admin===!0}follow(){let e=this.hass?.connection;this.isConnected&&e&&e!==this.source&&(this.unfollow(),this.source=e,this.leave=cn(e).subscribe(e=>this.bench=e))}unfollow(){this.leave?.(),this.leave=void 0,this.source=void 0}};U([A({attribute:!1})],bn.prototype,`hass`,void 0),U([j()],bn.prototype,`bench`,void 0);var W=e=>C`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${e}></path></svg>`,xn=h`
:host {
--nb-text: var(--primary-text-color, #141414);
--nb-quiet: var(--secondary-text-color, #5e5e5e);
--nb-line: var(--divider-color, #0000001f);
--nb-surface: var(--ha-card-background, var(--card-background-color, #fff));
--nb-accent: var(--primary-color, #009ac7);
--nb-ok: var(--success-color, #43a047);
--nb-warm: var(--warning-color, #ffa600);
--nb-bad: var(--error-color, #db4437);
--nb-accent-text: color-mix(in srgb, var(--nb-accent) 62%, var(--nb-text));
--nb-ok-text: color-mix(in srgb, var(--nb-ok) 60%, var(--nb-text));
--nb-warm-text: color-mix(in srgb, var(--nb-warm) 48%, var(--nb-text));
--nb-bad-text: color-mix(in srgb, var(--nb-bad) 70%, var(--nb-text));
--nb-hover: color-mix(in srgb, var(--nb-text) 5%, transparent);
--nb-track: color-mix(in srgb, var(--nb-text) 12%, transparent);
--nb-field: var(--ha-color-form-background, var(--secondary-background-color, #f3f3f3));
--nb-small: var(--ha-font-size-s, 12px);
--nb-normal: var(--ha-font-size-m, 14px);
--nb-large: var(--ha-font-size-l, 16px);
--nb-medium: var(--ha-font-weight-medium, 500);
color: var(--nb-text);
font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
font-size: var(--nb-normal);
line-height: 1.4;
-webkit-font-smoothing: var(--ha-font-smoothing, antialiased);
}
*,
::before,
::after {
box-sizing: border-box;
}
:focus-visible {
outline: 2px solid var(--nb-accent-text);
outline-offset: 2px;
}
.icon {
inline-size: 20px;
block-size: 20px;
flex: none;
fill: currentColor;
}
.quiet {
color: var(--nb-quiet);
}
.small {
font-size: var(--nb-small);
}
.number {
font-variant-numeric: tabular-nums;
}
.ellipsis {
overflow: hidden;
text-overflow: ellipsis;
white-space: nowrap;
}
.hidden {
position: absolute;
inline-size: 1px;
block-size: 1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
@media (prefers-reduced-motion: reduce) {
*,
::before,
::after,
::backdrop {
animation: none !important;
transition: none !important;
}
}
`,Sn=h`
button {
font: inherit;
color: inherit;
background: none;
border: none;
margin: 0;
padding: 0;
cursor: pointer;
-webkit-tap-highlight-color: transparent;
}
button:disabled {
cursor: default;
}
.button {
--fill: var(--nb-track);
display: inline-flex;
align-items: center;
justify-content: center;
gap: 8px;
min-block-size: 40px;
padding-inline: 16px;
border-radius: var(--ha-border-radius-pill, 9999px);
background: var(--fill);
font-weight: var(--nb-medium);
text-align: center;
transition: background 120ms;
}
.button:hover:not(:disabled) {
background: color-mix(in srgb, var(--fill) 88%, var(--nb-text));
}
.button.main {
--fill: color-mix(in srgb, var(--nb-accent) 72%, #000);
color: #fff;
}
.button.danger {
--fill: color-mix(in srgb, var(--nb-bad) 88%, #000);
color: #fff;
}
.button.plain {
--fill: transparent;
color: var(--nb-accent-text);
}
.button.plain:hover:not(:disabled),
.round:hover:not(:disabled) {
background: var(--nb-hover);
}
.button:disabled {
opacity: 0.5;
}
.round {
display: inline-grid;
place-items: center;
inline-size: 40px;
block-size: 40px;
flex: none;
border-radius: 50%;
color: var(--nb-quiet);
}
.round:disabled {
opacity: 0.35;
}
.chip {
display: inline-flex;
align-items: center;
gap: 6px;
min-block-size: 32px;
padding-inline: 12px;
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-md, 8px);
transition: background 120ms;
}
.chip:hover {
background: var(--nb-hover);
}
.chip .icon {
inline-size: 18px;
block-size: 18px;
}
.chip[aria-pressed="true"],
.chip[aria-checked="true"] {
border-color: transparent;
background: color-mix(in srgb, var(--nb-accent) 20%, transparent);
}
`,Cn=[xn,Sn,h`
input:not([type="checkbox"]),
select {
font: inherit;
color: inherit;
min-block-size: 40px;
padding-inline: 12px;
border: none;
border-block-end: 1px solid var(--nb-quiet);
border-start-start-radius: 8px;
border-start-end-radius: 8px;
background: var(--nb-field);
}
select option {
background: var(--nb-surface);
color: var(--nb-text);
}
input[type="checkbox"] {
appearance: none;
display: grid;
place-items: center;
inline-size: 18px;
block-size: 18px;
margin: 0;
flex: none;
border: 2px solid var(--nb-quiet);
border-radius: 4px;
cursor: pointer;
transition: background 120ms;
}
input[type="checkbox"]:checked,
input[type="checkbox"]:indeterminate {
border-color: transparent;
background: color-mix(in srgb, var(--nb-accent) 82%, #000);
}
input[type="checkbox"]:checked::before {
content: "";
inline-size: 6px;
block-size: 11px;
margin-block-end: 3px;
border: solid #fff;
border-width: 0 2px 2px 0;
rotate: 45deg;
}
input[type="checkbox"]:indeterminate::before {
content: "";
inline-size: 10px;
block-size: 2px;
background: #fff;
}
input[type="checkbox"]:disabled {
opacity: 0.4;
cursor: default;
}
`,h`
.state {
display: flex;
align-items: center;
gap: 6px;
min-inline-size: 0;
}
.state .icon {
inline-size: 18px;
block-size: 18px;
color: var(--nb-quiet);
}
.state.ok .icon {
color: var(--nb-ok);
}
.state.warm .icon {
color: var(--nb-warm-text);
}
.state.bad .icon {
color: var(--nb-bad);
}
.state.busy .icon {
color: var(--nb-accent);
}
.state.warm .word {
color: var(--nb-warm-text);
}
.state.bad .word {
color: var(--nb-bad-text);
}
.bar {
--fill: var(--nb-accent);
display: block;
block-size: 4px;
border-radius: 2px;
background: var(--nb-track);
overflow: hidden;
}
.bar > span {
display: block;
block-size: 100%;
border-radius: inherit;
background: var(--fill);
transform-origin: left;
}
.bar:dir(rtl) > span {
transform-origin: right;
}
.bar.warm {
--fill: var(--nb-warm);
}
.notice {
--tone: var(--info-color, #039be5);
display: flex;
align-items: flex-start;
gap: 12px;
padding: 12px 16px;
border-radius: var(--ha-border-radius-md, 8px);
background: color-mix(in srgb, var(--tone) 12%, transparent);
}
.notice > .icon {
color: color-mix(in srgb, var(--tone) 80%, var(--nb-text));
}
.notice.warm {
--tone: var(--nb-warm);
}
.notice.bad {
--tone: var(--nb-bad);
}
.notice > div {
flex: 1;
min-inline-size: 0;
overflow-wrap: anywhere;
}
.notice .button {
min-block-size: 32px;
margin-block: -6px;
}
`];function wn(e,n,r,i){let{name:a}=n,o=e=>n.problem?`${e} ${n.problem}`:e;if(!n.loaded)return[{tone:`warm`,icon:t,text:o(B(e,`host.not_loaded`,{name:a}))}];let s=[];if(n.connected)n.problem&&s.push({tone:`warm`,icon:t,text:`${a}: ${n.problem}`});else{let t=o(B(e,`host.not_connected`,{name:a}));s.push({tone:`warm`,icon:m,text:t})}if(n.waits_for){let t={tone:`warm`,icon:l,text:`${a}: ${n.waits_for}`};r&&(t.button={label:B(e,`host.open_repairs`),press:()=>Et(`/config/repairs`)}),s.push(t)}if(n.paused){let t={tone:``,icon:te,text:B(e,`host.paused`,{name:a})};r&&n.device_id&&(t.button={label:B(e,`host.resume`),press:()=>i(n)}),s.push(t)}return s}function Tn(e){let{button:t}=e;return C`<div class="notice ${e.tone}">
${W(e.icon)}
<div>${e.text}</div>
${t?C`<button class="button plain" @click=${t.press}>${t.label}</button>`:T}
</div>`}function En(e,t,n,r,i){let a=n.flatMap(t=>wn(e,t,r,i));return t.status===`lost`&&a.unshift({tone:``,icon:`M13,9H11V7H13M13,17H11V11H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,text:B(e,`bench.lost`)}),a.length?C`<div class="banners" role="status">${a.map(e=>Tn(e))}</div>`:T}function Dn(e){if(typeof e!=`object`||!e)throw Error(`There is no configuration.`);return e}function On(e,t){if(e[t]!==void 0&&typeof e[t]!=`string`)throw Error(`"${t}" has to be a text.`)}function kn(e){let t=Dn(e);On(t,`title`);let{hosts:n}=t;if(!(n===void 0||Array.isArray(n)&&n.every(e=>typeof e==`string`)))throw Error(`"hosts" has to be a list of device ids.`);return t}function An(e){let t=Dn(e);if(On(t,`name`),typeof t.device!=`string`||!t.device)throw Error(`"device" has to be the device id of a drive.`);return t}var jn=`nas_burnin`,Mn=new Intl.Collator(void 0,{numeric:!0,sensitivity:`base`}),Nn=e=>e.name_by_user??e.name??``;function Pn(e){return Object.values(e.devices).filter(e=>e.identifiers.some(([e])=>e===jn)).sort((e,t)=>Mn.compare(Nn(e),Nn(t)))}function Fn(e){return Pn(e).filter(e=>e.via_device_id===null)}function In(e,t){return Pn(e).filter(e=>e.via_device_id!==null&&(t===void 0||e.via_device_id===t.id))}function Ln(e,t){return Object.values(e.entities).filter(e=>e.device_id===t.id&&e.platform===`nas_burnin`)}var Rn=e=>B(void 0,`form.${e.name}`),zn=()=>({schema:[{name:`title`,selector:{text:{}}},{name:`hosts`,selector:{device:{multiple:!0,filter:{integration:`nas_burnin`}}}}],computeLabel:Rn,computeHelper:e=>e.name===`hosts`?B(void 0,`form.hosts_help`):void 0,assertConfig:e=>void kn(e)}),Bn=()=>({type:`custom:nas-burnin-card`}),Vn=()=>({schema:[{name:`device`,required:!0,selector:{device:{filter:{integration:`nas_burnin`}}}},{name:`name`,selector:{text:{}}}],computeLabel:Rn,assertConfig:e=>void An(e)}),Hn=e=>({type:`custom:nas-burnin-drive-card`,device:In(e)[0]?.id??``});function G(e){let{name:t,serial:n}=e;return n&&t.endsWith(` ${n}`)?t.slice(0,-n.length-1):t}function Un(e){let t=G(e);return[e.serial,e.model].find(e=>e&&!t.includes(e))??null}var K=e=>e.filter(Boolean).join(` · `),Wn=`important`,Gn=` !`+Wn,Kn=dt(class extends ft{constructor(e){if(super(e),e.type!==ut.ATTRIBUTE||e.name!==`style`||e.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(e){return Object.keys(e).reduce((t,n)=>{let r=e[n];return r==null?t:t+`${n=n.includes(`-`)?n:n.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,`-$&`).toLowerCase()}:${r};`},``)}update(e,[t]){let{style:n}=e.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(t)),this.render(t);for(let e of this.ft)t[e]??(this.ft.delete(e),e.includes(`-`)?n.removeProperty(e):n[e]=null);for(let e in t){let r=t[e];if(r!=null){this.ft.add(e);let t=typeof r==`string`&&r.endsWith(Gn);e.includes(`-`)||t?n.setProperty(e,t?r.slice(0,-11):r,t?Wn:``):n[e]=r}}return w}}),qn=.5;function Jn(e){return e.state!==`running`||e.finish===null?null:(e.percent??0)>=qn?e.finish:null}var Yn={testing:[ne,`busy`],paused:[te,`warm`],cooling:[ie,`warm`],reconnecting:[m,`warm`],waiting:[l,`warm`]},Xn={passed:[i,`ok`],passed_with_notes:[a,`ok`],failed:[s,`bad`],cancelled:[ae,`quiet`],unknown:[f,`warm`]};function Zn(e,n,r){let i=n.activity??`testing`,[a,o]=n.stalled_since?[t,`warm`]:Yn[i]??[`M10,16.5V7.5L16,12M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,`busy`],s=Jn(n),c=[n.percent===null?``:It(e,n.percent,+(n.percent<10)),s?R(e,s,r):``,n.bad_blocks?H(e,`job.bad_blocks`,n.bad_blocks):``],l=V(e,`stage_short`,n.stage),u=i===`testing`&&l?l:V(e,`activity`,i);return{icon:a,tone:o,word:n.stalled_since?B(e,`job.stalled`):u,detail:c.filter(Boolean).join(` · `),percent:n.percent??0}}function Qn(e,t,n){let r=t.job;if(!r)return null;if(r.state===`running`)return Zn(e,r,n);if(r.state===`queued`){let t=r.queue_position;return{icon:`M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z`,tone:`quiet`,word:V(e,`job_state`,`queued`),detail:t===null?``:B(e,`job.place`,{place:t}),percent:null}}let i=r.state===`passed`?r.verdict??`passed`:r.state,[a,o]=Xn[i]??[`M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z`,`warm`];return{icon:a,tone:o,word:V(e,i===r.state?`job_state`:`verdict`,i),detail:r.ended?R(e,r.ended,n):``,percent:null}}var q=e=>C`<span class="dash quiet" aria-hidden="true">–</span
><span class="hidden">${B(e,`common.not_reported`)}</span>`;function J(e,t,n){return C`<span class="state ${e}"
>${t?W(t):T}<span class="word ellipsis">${n}</span></span
>`}function $n(e,t,n=!1){let r=Math.min(100,Math.max(0,t));return C`<span
class=${M({bar:!0,warm:n})}
role="progressbar"
aria-label=${e}
aria-valuemin="0"
aria-valuemax="100"
aria-valuenow=${Math.floor(r)}
><span style=${Kn({transform:`scaleX(${(r/100).toFixed(4)})`})}></span
></span>`}function er(e,t){return t.size===null?q(e):I(e,t.size)}function tr(e,t){if(t.temperature===null)return q(e);let n=Lt(e,t.temperature);if(t.temperature_level===`hot`){let t=C`${n}<span class="hidden">${B(e,`temperature.hot`)}</span>`;return C`<span class="state bad">${W(`M17.66 11.2C17.43 10.9 17.15 10.64 16.89 10.38C16.22 9.78 15.46 9.35 14.82 8.72C13.33 7.26 13 4.85 13.95 3C13 3.23 12.17 3.75 11.46 4.32C8.87 6.4 7.85 10.07 9.07 13.22C9.11 13.32 9.15 13.42 9.15 13.55C9.15 13.77 9 13.97 8.8 14.05C8.57 14.15 8.33 14.09 8.14 13.93C8.08 13.88 8.04 13.83 8 13.76C6.87 12.33 6.69 10.28 7.45 8.64C5.78 10 4.87 12.3 5 14.47C5.06 14.97 5.12 15.47 5.29 15.97C5.43 16.57 5.7 17.17 6 17.7C7.08 19.43 8.95 20.67 10.96 20.92C13.1 21.19 15.39 20.8 17.03 19.32C18.86 17.66 19.5 15 18.56 12.72L18.43 12.46C18.22 12 17.66 11.2 17.66 11.2M14.5 17.5C14.22 17.74 13.76 18 13.4 18.1C12.28 18.5 11.16 17.94 10.5 17.28C11.69 17 12.4 16.12 12.61 15.23C12.78 14.43 12.46 13.77 12.33 13C12.21 12.26 12.23 11.63 12.5 10.94C12.69 11.32 12.89 11.7 13.13 12C13.9 13 15.11 13.44 15.37 14.8C15.41 14.94 15.43 15.08 15.43 15.23C15.46 16.05 15.1 16.95 14.5 17.5H14.5Z`)}<span class="word">${t}</span></span>`}if(t.temperature_level===`warm`){let t=C`${n}<span class="hidden">${B(e,`temperature.warm`)}</span>`;return C`<span class="state warm"
>${W(`M17 13V7H19V13H17M17 17V15H19V17H17M13 13V5C13 3.3 11.7 2 10 2S7 3.3 7 5V13C4.8 14.7 4.3 17.8 6 20S10.8 22.7 13 21 15.7 16.2 14 14C13.7 13.6 13.4 13.3 13 13M10 4C10.6 4 11 4.4 11 5V8H9V5C9 4.4 9.4 4 10 4Z`)}<span class="word">${t}</span></span
>`}return C`<span class="state"><span class="word">${n}</span></span>`}function nr(e,n){if(n.health===null)return q(e);if(n.health===`ok`)return J(`ok`,i,V(e,`health`,`ok`));let r=n.problems.length;return J(`bad`,t,r>1?H(e,`health.problems`,r):V(e,`health`,`problem`))}var rr={idle:[null,`quiet`],running:[re,`busy`],passed:[i,`ok`],failed:[s,`bad`],aborted:[p,`quiet`],interrupted:[p,`warm`],unknown:[p,`quiet`]};function ir(e,t){if(!t)return q(e);let[n,r]=rr[t.state]??rr.unknown;return t.state===`idle`?C`<span class="quiet">${V(e,`test`,`idle`)}</span>`:J(r,n,t.state===`running`&&t.percent!==null?It(e,t.percent):V(e,`test`,t.state))}var ar=e=>e!==null&&[`running`,`failed`,`interrupted`].includes(e.state);function or(e,t,n){let r=Qn(e,t,n);if(!r)return t.present?t.startable?C`<span class="quiet">${B(e,`drive.ready`)}</span>`:C`<span class="quiet">${sr(e,t)}</span>`:C`<span class="quiet">${B(e,`drive.gone`)}</span>`;let i=C`<span class="line"
>${J(r.tone,r.icon,r.word)} <span class="quiet small number ellipsis"
>${r.detail}</span
></span
>`;return r.percent===null?i:C`${i}${$n(B(e,`job.progress_of`,{name:t.name}),r.percent,r.tone===`warm`)}`}function sr(e,t){return t.lock.state===`free`?q(e):V(e,`lock`,t.lock.state)}var cr=e=>e.startable&&e.device_id!==null;function lr(e,t){let n=[...e].filter(e=>{let n=t.get(e);return n!==void 0&&cr(n)});return n.length===e.size?e:new Set(n)}function ur(e,t,n){let r=new Set(e);for(let e of t)n?r.add(e):r.delete(e);return r}function dr(e,t){let n=t.filter(cr),r=n.filter(t=>e.has(t.key)).length;return r===0?`none`:r===n.length?`all`:`some`}function fr(e,t){let{hass:n}=t;if(cr(e))return C`<label class="check"
><input
type="checkbox"
data-key=${e.key}
.checked=${t.selected}
aria-label=${B(n,`table.select`,{name:e.name})}
/></label>`;if(e.lock.state===`free`||e.job?.state===`running`)return C``;let r=V(n,`lock`,e.lock.state),i=e.lock.unlocked_until!==null;return C`<span class="check locked" role="img" aria-label=${r} title=${[r,...e.lock.reasons].join(`. `)}
>${W(i?`M18 1C15.24 1 13 3.24 13 6V8H4C2.9 8 2 8.89 2 10V20C2 21.11 2.9 22 4 22H16C17.11 22 18 21.11 18 20V10C18 8.9 17.11 8 16 8H15V6C15 4.34 16.34 3 18 3C19.66 3 21 4.34 21 6V8H23V6C23 3.24 20.76 1 18 1M10 13C11.1 13 12 13.89 12 15C12 16.11 11.11 17 10 17C8.9 17 8 16.11 8 15C8 13.9 8.9 13 10 13Z`:ee)}</span
>`}function pr(e,t){let{hass:n,host:r}=t,i=G(e).includes(e.model??``)?null:e.model,a=e.size===null?null:I(n,e.size);return C`<span class="below quiet small ellipsis wide-only"
>${K([i,r,e.node])}</span
><span class="below quiet small ellipsis narrow-only">${K([Un(e),a,r])}</span>`}function mr(e,t){let{hass:n,now:r,choosing:i}=t;return C`
<div
class=${M({row:!0,gone:!e.present,selected:t.selected})}
role="row"
data-key=${e.key}
>
${i?C`<div class="choice" role="cell">${fr(e,t)}</div>`:T}
<div class="drive" role="cell">
<button class="name ellipsis" aria-haspopup="dialog">${G(e)}</button>
${pr(e,t)}
</div>
<div class="serial number ellipsis" role="cell">${e.serial??q(n)}</div>
<div class="size number" role="cell">${er(n,e)}</div>
<div class="temperature number" role="cell">${tr(n,e)}</div>
<div class="health" role="cell">${nr(n,e)}</div>
<div
class=${M({short:!0,still:!ar(e.short_test)})}
role="cell"
>
${ir(n,e.short_test)}
</div>
<div class=${M({long:!0,still:!ar(e.long_test)})} role="cell">
${ir(n,e.long_test)}
</div>
<div class="burn-in" role="cell">${or(n,e,r)}</div>
</div>
`}var hr=[`drive`,`serial`,`size`,`temperature`,`health`,`short`,`long`,`burn_in`],gr=new Intl.Collator(void 0,{numeric:!0,sensitivity:`base`}),_r={failed:0,interrupted:1,aborted:2,unknown:3,running:4,idle:5,passed:6};function vr(e){return e?_r[e.state]+(e.percent??0)/1e3:null}function yr(e){let t=e.job;if(!t)return null;switch(t.state){case`running`:return(100-(t.percent??0))/1e3;case`queued`:return 1+(t.queue_position??0)/1e4;case`unknown`:return 2;case`failed`:return 3;case`cancelled`:return 4;case`passed`:return t.verdict===`passed_with_notes`?5:6}}var br={drive:e=>e.name||null,serial:e=>e.serial||null,size:e=>e.size,temperature:e=>e.temperature,health:e=>e.health&&+(e.health===`ok`),short:e=>vr(e.short_test),long:e=>vr(e.long_test),burn_in:yr};function xr(e,t){return typeof e==`string`&&typeof t==`string`?gr.compare(e,t):Number(e)-Number(t)}var Sr={running:0,queued:1};function Cr(e,t){return(Sr[e.job?.state??``]??2)-(Sr[t.job?.state??``]??2)}function wr(e){let t=t=>e.get(t.host)?.name??``;return(e,n)=>Cr(e,n)||e.job?.state===`queued`&&n.job?.state===`queued`&&(e.job.queue_position??1/0)-(n.job.queue_position??1/0)||gr.compare(t(e),t(n))||gr.compare(e.name,n.name)||gr.compare(e.key,n.key)}function Tr(e,t,n){let r=wr(t),i=[...e].sort(r);if(!n)return i;let a=br[n.column],o=n.direction===`ascending`?1:-1;return i.map((e,t)=>({drive:e,at:t,value:a(e)})).sort((e,t)=>e.value===null||t.value===null?Number(e.value===null)-Number(t.value===null)||e.at-t.at:o*xr(e.value,t.value)||e.at-t.at).map(({drive:e})=>e)}function Er(e,t){return e?.column===t?e.direction===`ascending`?{column:t,direction:`descending`}:null:{column:t,direction:`ascending`}}var Dr=e=>typeof e==`object`&&!!e&&hr.includes(e.column)&&[`ascending`,`descending`].includes(e.direction);function Or(e){try{let t=JSON.parse(localStorage.getItem(e)??`null`);return Dr(t)?t:null}catch(e){return console.debug(`nas_burnin:`,e),null}}function kr(e,t){try{t?localStorage.setItem(e,JSON.stringify(t)):localStorage.removeItem(e)}catch(e){console.debug(`nas_burnin:`,e)}}var Ar=h`
ha-card {
display: block;
}
.card {
--columns: minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px 108px 108px
minmax(240px, 2.6fr);
container-type: inline-size;
padding-block-end: 4px;
}
.choosing {
--columns: 52px minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px 108px 108px
minmax(240px, 2.6fr);
}
header {
display: flex;
flex-wrap: wrap;
align-items: baseline;
justify-content: space-between;
gap: 0 16px;
padding: 16px 16px 12px;
}
h2 {
margin: 0;
font-size: var(--ha-font-size-xl, 20px);
font-weight: var(--ha-font-weight-normal, 400);
line-height: 1.2;
}
p {
margin: 0;
}
.banners {
display: grid;
gap: 8px;
padding: 0 16px 12px;
}
/* --- The table --- */
.row {
display: grid;
grid-template-columns: var(--columns);
align-items: center;
min-block-size: 52px;
border-block-end: 1px solid var(--nb-line);
}
.row > div {
min-inline-size: 0;
padding-inline: 8px;
}
.row > div:first-child:not(.choice) {
padding-inline-start: 16px;
}
.row > div:last-child {
padding-inline-end: 16px;
}
.row > .choice {
padding: 0;
}
.row[data-key] {
contain: content;
cursor: pointer;
transition: background 120ms;
}
.row[data-key]:last-child {
border-block-end: none;
}
.row[data-key]:hover {
background: var(--nb-hover);
}
.row.selected {
background: color-mix(in srgb, var(--nb-accent) 10%, transparent);
}
.row.gone,
.stale .row[data-key] {
opacity: 0.6;
}
.head {
position: sticky;
inset-block-start: var(--header-height, 0);
z-index: 1;
background: var(--nb-surface);
}
.head .row {
min-block-size: 44px;
border-block-start: 1px solid var(--nb-line);
}
.head button {
display: flex;
align-items: center;
gap: 4px;
inline-size: 100%;
min-block-size: 40px;
color: var(--nb-quiet);
font-weight: var(--nb-medium);
line-height: 1.2;
text-align: start;
}
.head button:hover,
.head .sorted button {
color: var(--nb-text);
}
.head .icon {
inline-size: 16px;
block-size: 16px;
opacity: 0;
transition: opacity 120ms;
}
.head button:hover .icon,
.head button:focus-visible .icon {
opacity: 0.5;
}
.head .sorted button .icon {
opacity: 1;
}
.check {
display: grid;
place-items: center;
inline-size: 52px;
block-size: 51px;
cursor: pointer;
}
.head .check {
block-size: 43px;
}
.locked {
cursor: help;
color: var(--nb-quiet);
}
.locked .icon {
inline-size: 18px;
block-size: 18px;
}
.drive {
display: grid;
justify-items: start;
}
.name {
max-inline-size: 100%;
border-radius: 4px;
font-weight: var(--nb-medium);
text-align: start;
line-height: 20px;
}
.below {
max-inline-size: 100%;
line-height: 16px;
}
.narrow-only {
display: none;
}
.size,
.temperature {
text-align: end;
}
.head .size button,
.head .temperature button {
flex-direction: row-reverse;
text-align: end;
}
.row > .temperature {
padding-inline-end: 16px;
}
.temperature .state {
justify-content: end;
}
.burn-in > .bar {
margin-block-start: 4px;
}
.line {
display: flex;
align-items: center;
justify-content: space-between;
gap: 8px;
}
.line > .state {
flex: none;
max-inline-size: 100%;
}
/* --- What slides up --- */
.chosen {
position: sticky;
inset-block-end: max(8px, env(safe-area-inset-bottom));
z-index: 2;
display: flex;
align-items: center;
gap: 8px;
inline-size: min(420px, calc(100% - 16px));
block-size: 56px;
margin: 8px auto -64px;
padding-inline: 8px;
border-radius: var(--ha-border-radius-pill, 9999px);
background: color-mix(in srgb, var(--nb-accent) 14%, var(--card-background-color, #fff));
box-shadow: 0 4px 16px #0004;
opacity: 0;
visibility: hidden;
translate: 0 24px;
transition:
opacity 180ms,
translate 180ms ease-out,
margin 180ms,
visibility 180ms;
}
.chosen.up {
margin-block-end: 8px;
opacity: 1;
visibility: visible;
translate: 0 0;
}
.count {
flex: 1;
font-weight: var(--nb-medium);
}
/* --- Nothing there --- */
.empty {
display: grid;
justify-items: center;
gap: 12px;
padding: 32px 24px 40px;
text-align: center;
}
.empty > .icon {
inline-size: 48px;
block-size: 48px;
color: var(--nb-quiet);
}
.spinner {
inline-size: 32px;
block-size: 32px;
border: 3px solid var(--nb-track);
border-block-start-color: var(--nb-accent);
border-radius: 50%;
animation: turn 1s linear infinite;
}
@keyframes turn {
to {
rotate: 1turn;
}
}
.sorting {
display: none;
}
/* --- Less room --- */
@container (max-width: 1100px) {
.row {
--columns: minmax(150px, 2fr) 72px 88px 112px 100px 100px minmax(232px, 2.6fr);
}
.choosing .row {
--columns: 48px minmax(150px, 2fr) 72px 88px 112px 100px 100px minmax(232px, 2.6fr);
}
.serial {
display: none;
}
.below.wide-only {
display: none;
}
.below.narrow-only {
display: block;
}
}
@container (max-width: 920px) {
.head {
display: none;
}
.sorting {
display: flex;
align-items: center;
gap: 8px;
padding: 0 16px 8px;
}
.sorting select {
flex: 1;
min-inline-size: 0;
}
.icon-box {
display: grid;
color: var(--nb-quiet);
}
.row[data-key],
.choosing .row[data-key] {
grid-template-columns: minmax(0, 1fr) repeat(4, auto);
grid-template-areas:
"drive short long health temperature"
"burn burn burn burn burn";
row-gap: 4px;
padding-block: 10px;
padding-inline: 8px;
}
.choosing .row[data-key] {
grid-template-columns: 40px minmax(0, 1fr) repeat(4, auto);
grid-template-areas:
"choice drive short long health temperature"
"choice burn burn burn burn burn";
padding-inline-start: 0;
}
.choice {
grid-area: choice;
align-self: start;
}
.check {
inline-size: 44px;
block-size: 40px;
}
.drive {
grid-area: drive;
}
.size {
display: none;
}
.row > .temperature {
grid-area: temperature;
padding-inline-end: 8px;
}
.health {
grid-area: health;
}
.short {
grid-area: short;
}
.long {
grid-area: long;
}
.burn-in {
grid-area: burn;
}
.row > div.still,
.row > div:has(> .dash) {
display: none;
}
/* The picture says it; the word is for who hears the page. */
.health > .state.ok > .word {
position: absolute;
inline-size: 1px;
clip-path: inset(50%);
}
.row > div,
.row > div:last-child {
padding-inline: 8px;
}
}
`,jr=6e4,Y=class extends bn{constructor(...e){super(...e),this.preview=!1,this.sorting=null,this.selection=new Set,this.opened=null,this.starting=null}static{this.styles=[...Cn,Ar]}static{this.getConfigForm=zn}static{this.getStubConfig=Bn}setConfig(e){this.config=kn(e)}getCardSize(){return 4+(this.bench?.drives.size??4)}getGridOptions(){return{columns:`full`,min_columns:6,rows:`auto`}}get eager(){return this.opened!==null||this.starting!==null}willUpdate(e){super.willUpdate();let t=this.memoryName();t&&t!==this.memory&&(this.memory=t,this.sorting=Or(t)),e?.has(`bench`)&&this.bench&&(this.selection=lr(this.selection,this.bench.drives),this.opened&&this.bench.status===`live`&&!this.bench.drives.has(this.opened)&&(this.opened=null))}memoryName(){if(!this.hass||!this.config)return null;let e=[...this.config.hosts??[]].sort().join(`,`);return`nas_burnin.sort.${this.hass.user?.id??``}.${e}`}hosts(){let e=this.config?.hosts,t=[...this.bench?.hosts.values()??[]];return e?.length?t.filter(t=>t.device_id!==null&&e.includes(t.device_id)):t}render(){let{hass:e,bench:t,config:n}=this;if(!e||!t||!n)return T;let r=this.hosts(),i=new Set(r.map(e=>e.id)),a=Tr([...t.drives.values()].filter(e=>i.has(e.host)),t.hosts,this.sorting);return C`
<ha-card>
<div class="card">
${this.heading(e,r)}
${En(e,t,r,this.admin,e=>void this.resume(e))}
${a.length?this.table(e,a,r):this.nothingThere(e,r)}
${this.selectionBar(e)}
</div>
</ha-card>
${this.overlays(e)}
`}heading(e,t){let n=t.reduce((e,t)=>e+t.running,0),r=t.reduce((e,t)=>e+t.queued,0),i=t.map(e=>e.queue_finish).filter(e=>e!==null).sort((e,t)=>Date.parse(t)-Date.parse(e))[0],a=[n?B(e,`bench.running`,{count:n}):``,r?B(e,`bench.queued`,{count:r}):``,i?B(e,`bench.done`,{time:R(e,i,this.now())}):``].filter(Boolean),o=t.length?B(e,`bench.idle`):``;return C`<header>
<h2>${this.config?.title??B(e,`card.title`)}</h2>
<p class="quiet number">${a.join(` · `)||o}</p>
</header>`}table(e,t,n){let r=this.admin,i=n.length>1?new Map(n.map(e=>[e.id,e.name])):null,a=this.now(),o=Math.floor(a/jr);return C`
${this.sortingMenu(e)}
<div
class=${M({table:!0,choosing:r,stale:this.bench.status!==`live`})}
role="table"
aria-label=${this.config?.title??B(e,`card.title`)}
aria-rowcount=${t.length+1}
>
<div role="rowgroup" class="head">
<div class="row" role="row">
${r?this.selectAll(e,t):T}
${hr.map(t=>this.columnHeader(e,t))}
</div>
</div>
<div
role="rowgroup"
@click=${this.clickedRow}
@change=${this.ticked}
@keydown=${this.keyed}
>
${Ct(t,e=>e.key,t=>{let n=this.selection.has(t.key),s=i?.get(t.host)??null;return mt([t,n,s,o,r,e.locale,e.language,e.config],()=>mr(t,{hass:e,now:a,choosing:r,host:s,selected:n}))})}
</div>
</div>
`}selectAll(e,t){let n=dr(this.selection,t),r=t.filter(cr).map(e=>e.key);return C`<div class="choice" role="columnheader">
<label class="check"
><input
type="checkbox"
aria-label=${B(e,`table.select_all`)}
.checked=${n===`all`}
.indeterminate=${n===`some`}
?disabled=${r.length===0}
@change=${e=>{let t=e.target.checked;this.selection=ur(this.selection,r,t)}}
/></label>
</div>`}columnHeader(e,t){let i=this.sorting?.column===t?this.sorting.direction:null,a=i===`descending`?n:r;return C`<div
class=${M({[t.replace(`_`,`-`)]:!0,sorted:i!==null})}
role="columnheader"
aria-sort=${i??`none`}
>
<button @click=${()=>this.sortBy(Er(this.sorting,t))}>
<span>${B(e,`column.${t}`)}</span>${W(a)}
</button>
</div>`}sortingMenu(e){let{sorting:t}=this;return C`<div class="sorting">
<span class="icon-box">${W(`M9,3L5,7H8V14H10V7H13M16,17V10H14V17H11L15,21L19,17H16Z`)}</span>
<select aria-label=${B(e,`table.sort_by`)} @change=${e=>{let n=e.target.value;this.sortBy(n?{column:n,direction:t?.direction??`ascending`}:null)}}>
<option value="" ?selected=${!t}>${B(e,`table.natural`)}</option>
${hr.map(n=>C`<option value=${n} ?selected=${t?.column===n}>
${B(e,`column.${n}`)}
</option>`)}
</select>
${t?C`<button
class="round"
aria-label=${B(e,`table.${t.direction}`)}
@click=${()=>{if(!t)return;let e=t.direction===`ascending`?`descending`:`ascending`;this.sortBy({...t,direction:e})}}
>
${W(t.direction===`ascending`?r:n)}
</button>`:T}
</div>`}nothingThere(e,t){let{status:n,problem:r}=this.bench;if(n===`waiting`)return C`<div class="empty" role="status">
<span class="spinner"></span>
<p>${B(e,`bench.waiting`)}</p>
${r?C`<p class="quiet small">${r}</p>`:T}
</div>`;if(!t.length){let t=!!(this.config?.hosts?.length&&this.bench.hosts.size);return C`<div class="empty">
${W(`M4,5C2.89,5 2,5.89 2,7V17C2,18.11 2.89,19 4,19H20C21.11,19 22,18.11 22,17V7C22,5.89 21.11,5 20,5H4M4.5,7A1,1 0 0,1 5.5,8A1,1 0 0,1 4.5,9A1,1 0 0,1 3.5,8A1,1 0 0,1 4.5,7M7,7H20V17H7V7M8,8V16H11V8H8M12,8V16H15V8H12M16,8V16H19V8H16M9,9H10V10H9V9M13,9H14V10H13V9M17,9H18V10H17V9Z`)}
<p>${B(e,t?`bench.none_of_these`:`bench.no_hosts`)}</p>
${this.admin&&!t?C`<button class="button main" @click=${()=>Et(`/config/integrations/dashboard/add?domain=nas_burnin`)}>
${B(e,`bench.add_host`)}
</button>`:T}
</div>`}return C`<div class="empty">
${W(u)}
<p>${B(e,`bench.no_drives`)}</p>
</div>`}selectionBar(e){let t=this.selection.size;return C`<div class=${M({chosen:!0,up:t>0})} ?inert=${t===0}>
<button
class="round"
aria-label=${B(e,`table.select_none`)}
@click=${()=>this.selection=new Set}
>
${W(o)}
</button>
<span class="count" role="status">${t?H(e,`table.selected`,t):``}</span>
<button class="button main" aria-haspopup="dialog" @click=${()=>{let e=[...this.selection].map(e=>this.bench?.drives.get(e));this.starting=e.filter(e=>e!==void 0)}}>
${B(e,`start.open`)}
</button>
</div>`}overlays(e){let t=this.opened===null?void 0:this.bench?.drives.get(this.opened);return C`
${t?C`<nas-burnin-drawer
.hass=${e}
.row=${t}
@close=${()=>this.opened=null}
></nas-burnin-drawer>`:T}
${this.starting?C`<nas-burnin-start
.hass=${e}
.drives=${this.starting}
.profiles=${this.bench.profiles}
@started=${()=>this.selection=new Set}
@close=${()=>this.starting=null}
></nas-burnin-start>`:T}
`}sortBy(e){this.sorting=e,this.memory&&kr(this.memory,e)}now(){return Date.now()+(this.bench?.skew??0)}clickedRow(e){let t=e.target;if(t.closest(`.check`))return;let n=t.closest(`.row`)?.dataset.key;n&&!getSelection()?.toString()&&(this.opened=n)}ticked(e){let t=e.target;t.dataset.key&&(this.selection=ur(this.selection,[t.dataset.key],t.checked))}keyed(e){let t=e.key===`ArrowDown`?1:e.key===`ArrowUp`?-1:0,n=e.target.closest(`.name`);if(!t||!n)return;let r=[...this.renderRoot.querySelectorAll(`.name`)];r[r.indexOf(n)+t]?.focus(),e.preventDefault()}async resume(e){if(this.hass&&e.device_id)try{await wt(this.hass,`resume`,[e.device_id])}catch(e){Tt(this,B(this.hass,`common.failed`,{error:on(e)}))}}};U([A({attribute:!1})],Y.prototype,`preview`,void 0),U([j()],Y.prototype,`config`,void 0),U([j()],Y.prototype,`sorting`,void 0),U([j()],Y.prototype,`selection`,void 0),U([j()],Y.prototype,`opened`,void 0),U([j()],Y.prototype,`starting`,void 0),Y=U([z(`nas-burnin-card`)],Y);var Mr=class extends bn{constructor(...e){super(...e),this.opened=!1}static{this.getConfigForm=Vn}static{this.getStubConfig=Hn}static{this.styles=[...Cn,h`
ha-card {
display: block;
block-size: 100%;
position: relative;
transition: background 120ms;
}
ha-card.known:hover {
background: color-mix(in srgb, var(--nb-text) 3%, var(--nb-surface));
}
.body {
display: grid;
align-content: space-between;
gap: 12px;
block-size: 100%;
padding: 12px;
}
.top {
display: flex;
align-items: center;
gap: 12px;
}
.picture {
display: grid;
place-items: center;
inline-size: 36px;
block-size: 36px;
flex: none;
border-radius: 50%;
background: color-mix(in srgb, var(--tone) 20%, transparent);
color: var(--tone);
--tone: var(--state-icon-color, var(--nb-quiet));
}
.bad .picture {
--tone: var(--nb-bad);
}
.busy .picture {
--tone: var(--nb-accent);
}
.names {
display: grid;
flex: 1;
min-inline-size: 0;
}
/* The whole card is the button's, to see and to press. */
.name {
font-weight: var(--nb-medium);
line-height: 20px;
text-align: start;
}
button.name::after {
content: "";
position: absolute;
inset: 0;
border-radius: var(--ha-card-border-radius, var(--ha-border-radius-lg, 12px));
}
button.name:focus-visible {
outline: none;
}
button.name:focus-visible::after {
outline: 2px solid var(--nb-accent-text);
outline-offset: -2px;
}
.job > .bar {
margin-block-start: 6px;
}
.line {
display: flex;
align-items: center;
justify-content: space-between;
gap: 8px;
}
.line > .state {
flex: none;
max-inline-size: 100%;
}
dl {
display: grid;
grid-template-columns: repeat(3, minmax(0, 1fr));
gap: 12px;
margin: 0;
}
dt {
color: var(--nb-quiet);
font-size: var(--nb-small);
}
dd {
margin: 0;
}
`]}setConfig(e){this.config=An(e)}getCardSize(){return 3}getGridOptions(){return{columns:6,min_columns:6,rows:`auto`}}get eager(){return this.opened}drive(){let e=this.config?.device;for(let t of this.bench?.drives.values()??[])if(t.device_id===e)return t}render(){let{hass:e,bench:t,config:n}=this;if(!e||!t||!n)return T;let r=this.drive();if(!r)return this.missing(e);let i=r.job?.state===`running`,a=r.health===`problem`?`bad`:i?`busy`:``,o=r.size===null?null:I(e,r.size);return C`
<ha-card class="known ${a}">
<div class="body">
<div class="top">
<span class="picture">${W(r.present?u:d)}</span>
<div class="names">
<button
class="name ellipsis"
aria-haspopup="dialog"
@click=${()=>this.opened=!0}
>
${n.name??G(r)}
</button>
<span class="quiet small ellipsis number"
>${K([Un(r),o])}</span
>
</div>
<span class="number">${tr(e,r)}</span>
</div>
<div class="job">${this.job(e,r)}</div>
<dl>
<div>
<dt>${B(e,`column.health`)}</dt>
<dd>${nr(e,r)}</dd>
</div>
<div>
<dt>${B(e,`column.short`)}</dt>
<dd>${ir(e,r.short_test)}</dd>
</div>
<div>
<dt>${B(e,`column.long`)}</dt>
<dd>${ir(e,r.long_test)}</dd>
</div>
</dl>
</div>
</ha-card>
${this.opened?C`<nas-burnin-drawer
.hass=${e}
.row=${r}
@close=${()=>this.opened=!1}
></nas-burnin-drawer>`:T}
`}job(e,t){return!t.job&&t.lock.state!==`free`?J(`quiet`,ee,V(e,`lock`,t.lock.state)):or(e,t,Date.now()+this.bench.skew)}missing(e){let t=this.bench.status===`waiting`;return C`<ha-card>
<div class="body">
<div class="top">
<span class="picture">${W(t?u:d)}</span>
<div class="names" role="status">
${this.config?.name?C`<span class="name">${this.config.name}</span>`:T}
<span class="quiet">${B(e,t?`bench.waiting`:`drive_card.missing`)}</span>
</div>
</div>
</div>
</ha-card>`}};U([j()],Mr.prototype,`config`,void 0),U([j()],Mr.prototype,`opened`,void 0),Mr=U([z(`nas-burnin-drive-card`)],Mr);var Nr=class extends k{render(){return C`${this.row?.name}`}};U([A({attribute:!1})],Nr.prototype,`hass`,void 0),U([A({attribute:!1})],Nr.prototype,`row`,void 0),Nr=U([z(`nas-burnin-drawer`)],Nr);var Pr=[`short_smart`,`long_smart`,`conveyance_smart`,`surface_validate`,`surface_read`,`final_check`],Fr=[`aa`,`55`,`ff`,`00`,`random`],X=e=>e.stages.includes(`surface_validate`),Ir=e=>e.stages.includes(`surface_read`),Lr=e=>X(e)||Ir(e),Rr=e=>({stages:e.stages,patterns:e.patterns,errorLimit:e.error_limit,profile:e.name}),zr=(e,t)=>e.length===t.length&&e.every((e,n)=>e===t[n]);function Br(e,t){let n=t.filter(t=>zr(t.stages,e.stages)&&(!X(e)||zr(t.patterns,e.patterns)));return n.find(t=>t.name===e.profile)??n[0]??null}function Vr(e,t){let n=e.length>0&&e.every(e=>[`ssd`,`nvme`].includes(e.kind))&&t.find(({name:e})=>e===`flash`)||t[0];return n?Rr(n):null}function Hr(e,t,n){let r=[...e],[i]=r.splice(t,1);return i!==void 0&&r.splice(Math.min(Math.max(n,0),r.length),0,i),r}function Ur(e,t,n){let r=Fr.filter(r=>r===t?n:e.patterns.includes(r));return{...e,patterns:r}}function Wr(e){if(!e.stages.length)return`no_stages`;if(X(e)&&!e.patterns.length)return`no_patterns`;let t=e.errorLimit;return Lr(e)&&!(Number.isInteger(t)&&t>=1&&t<=1e5)?`bad_limit`:null}function Gr(e,t){let n=Br(e,t);if(n)return{profile:n.name};let r=X(e)?{patterns:[...e.patterns]}:{};return{stages:[...e.stages],...r}}function Kr(e,t){let n=Lr(e)?{error_limit:e.errorLimit}:{};return{...Gr(e,t),...n,acknowledge_erase:X(e)}}function qr(e,t){let{queued:n,skipped:r,locked:i}=t,a=B(e,`start.answer`,{queued:n,skipped:r,locked:i}),o=t.results.filter(e=>e.outcome!==`queued`),[s]=o;return o.length!==1||!s?.reasons.length?a:`${a}. ${s.drive}: ${s.reasons.join(` `)}`}var Jr=150,Z=class extends k{constructor(...e){super(...e),this.drives=[],this.profiles=[],this.choice=null,this.estimate=null,this.problem=null,this.busy=!1,this.question=0}static{this.styles=[...Cn,h`
section {
margin-block-end: 20px;
}
section:last-of-type {
margin-block-end: 0;
}
h3 {
margin: 0 0 8px;
font-size: var(--nb-normal);
font-weight: var(--nb-medium);
color: var(--nb-quiet);
}
.chips {
display: flex;
flex-wrap: wrap;
gap: 8px;
}
.options {
display: flex;
flex-wrap: wrap;
gap: 16px 32px;
}
.options .chips {
align-items: center;
min-block-size: 40px;
}
.options label {
display: block;
}
.options input {
inline-size: 120px;
}
.notice {
margin-block: 0 16px;
}
.notice p {
margin: 0;
}
.notice strong {
font-weight: var(--nb-medium);
}
ul {
list-style: none;
margin: 0;
padding: 0;
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-lg, 12px);
max-block-size: 280px;
overflow-y: auto;
}
li {
display: grid;
grid-template-columns: minmax(0, 1fr) auto;
gap: 0 16px;
padding: 8px 16px;
}
li + li {
border-block-start: 1px solid var(--nb-line);
}
.name {
font-weight: var(--nb-medium);
}
.when {
text-align: end;
}
.said {
grid-column: 1 / -1;
display: flex;
align-items: flex-start;
gap: 6px;
overflow-wrap: anywhere;
}
.said .icon {
inline-size: 16px;
block-size: 16px;
color: var(--nb-warm-text);
}
.said.bad .icon {
color: var(--nb-bad);
}
.whole {
flex: 1;
align-self: center;
min-inline-size: max-content;
}
`]}connectedCallback(){super.connectedCallback(),this.choice??=Vr(this.drives,this.profiles)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.question+=1}updated(e){e.has(`choice`)&&this.choice&&this.ask(this.choice)}devices(){return this.drives.map(e=>e.device_id).filter(e=>e!==null)}ask(e){clearTimeout(this.timer);let t=++this.question;Wr(e)?this.estimate=null:this.timer=setTimeout(()=>void this.fetch(e,t),Jr)}async fetch(e,t){try{let n=await this.hass.callWS({type:`nas_burnin/estimate`,device_ids:this.devices(),...Gr(e,this.profiles)});t===this.question&&(this.estimate=n)}catch(e){if(t!==this.question)return;this.estimate=null,this.problem=B(this.hass,`common.failed`,{error:on(e)})}}choose(e){this.choice=e,this.problem=null}render(){let{hass:e,choice:n}=this;if(!n)return T;let r=this.drives.length,i=Wr(n),a=X(n)?`start.submit_erase`:`start.submit`;return C`
<nas-burnin-dialog
.hass=${e}
.heading=${B(e,`start.title`)}
.subheading=${this.subheading()}
.busy=${this.busy}
@close=${this.closed}
>
${this.profileChoice(n)} ${this.stages(n)} ${this.options(n)}
${this.consequence(n)} ${this.estimates()}
<div role="alert">
${this.problem?C`<div class="notice bad">${W(t)}<div>${this.problem}</div></div>`:T}
</div>
<span slot="footer" class="whole quiet number" role="status"
>${this.estimate?.finish?B(e,`start.queue_done`,{time:R(e,this.estimate.finish)}):T}</span
>
<button slot="footer" class="button plain" ?disabled=${this.busy} @click=${this.cancel}>
${B(e,`common.cancel`)}
</button>
<button
slot="footer"
class="button ${X(n)?`danger`:`main`}"
?disabled=${this.busy||i!==null}
@click=${this.submit}
>
${H(e,a,r)}
</button>
</nas-burnin-dialog>
`}subheading(){let[e]=this.drives;return this.drives.length===1&&e?K([G(e),Un(e)]):H(this.hass,`common.drives`,this.drives.length)}profileChoice(e){let{hass:t,profiles:n}=this,r=Br(e,n);return C`<section>
<h3 id="profile">${B(t,`start.profile`)}</h3>
<div class="chips" role="radiogroup" aria-labelledby="profile" @keydown=${this.keyed}>
${n.map(e=>this.profileChip(e,r,n[0]===e))}
${r?T:C`<button class="chip" role="radio" aria-checked="true">
${B(t,`profile.custom`)}
</button>`}
</div>
</section>`}profileChip(e,t,n){let r=e===t;return C`<button
class="chip"
role="radio"
aria-checked=${r}
tabindex=${r||!t&&n?0:-1}
@click=${()=>this.choose(Rr(e))}
>
${e.destructive?W(c):T}${V(this.hass,`profile`,e.name)}
${e.destructive?C`<span class="hidden">${B(this.hass,`start.erases`)}</span>`:T}
</button>`}keyed(e){let t=e.key===`ArrowRight`||e.key===`ArrowDown`,n=e.key===`ArrowLeft`||e.key===`ArrowUp`;if(!t&&!n)return;e.preventDefault();let r=[...e.currentTarget.querySelectorAll(`button`)],i=r[(r.indexOf(e.target)+(t?1:-1)+r.length)%r.length];i?.focus(),i?.click()}stages(e){return C`<section>
<h3>${B(this.hass,`start.stages`)}</h3>
<nas-burnin-stage-list
.hass=${this.hass}
.stages=${e.stages}
@stages=${t=>this.choose({...e,stages:t.detail})}
></nas-burnin-stage-list>
</section>`}options(e){if(!Lr(e))return T;let{hass:t}=this;return C`<section class="options">
${X(e)?C`<div>
<h3 id="patterns">${B(t,`start.patterns`)}</h3>
<div class="chips" role="group" aria-labelledby="patterns">
${Fr.map(t=>this.patternChip(e,t))}
</div>
</div>`:T}
<label
><h3>${B(t,`start.error_limit`)}</h3>
<input
type="number"
min="1"
max="100000"
step="1"
.valueAsNumber=${e.errorLimit}
@input=${t=>{let n=t.target.valueAsNumber;this.choose({...e,errorLimit:n})}}
/></label>
</section>`}patternChip(e,t){let n=e.patterns.includes(t);return C`<button
class="chip"
aria-pressed=${n}
@click=${()=>this.choose(Ur(e,t,!n))}
>
${V(this.hass,`pattern`,t)}
</button>`}consequence(t){let{hass:n}=this,r=Wr(t);if(r)return C`<div class="notice warm">
${W(e)}
<div>${B(n,`start.${r}`)}</div>
</div>`;if(!X(t))return C`<div class="notice">
${W(`M11,9H13V7H11M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M11,17H13V11H11V17Z`)}
<div>${B(n,`start.erases_nothing`)}</div>
</div>`;let i=I(n,this.drives.reduce((e,t)=>e+(t.size??0),0));return C`<div class="notice bad">
${W(e)}
<div>
<strong>${H(n,`start.erases_all`,this.drives.length,{size:i})}</strong>
<p>${B(n,`start.no_way_back`)}</p>
</div>
</div>`}estimates(){let{hass:e,estimate:t}=this,n=new Map(t?.drives.map(e=>[e.device_id,e]));return C`<section>
<h3>${H(e,`start.drives`,this.drives.length)}</h3>
<ul tabindex="0" aria-label=${H(e,`start.drives`,this.drives.length)}>
${this.drives.map(e=>this.driveEstimate(e,n.get(e.device_id??``)))}
</ul>
</section>`}driveEstimate(n,r){let{hass:i}=this,a=n.size===null?null:I(i,n.size),o=r?.seconds==null?``:Rt(i,r.seconds),s=r?.finish?R(i,r.finish):``;return C`<li>
<span class="name ellipsis">${G(n)}</span>
<span class="when number">${o}</span>
<span class="quiet small ellipsis">${K([Un(n),a])}</span>
<span class="when quiet small number"
>${s?B(i,`job.until`,{time:s}):T}</span
>
${r?.reasons.map(e=>Yr(`bad`,t,e))}
${r?.contents.map(e=>Yr(`warm`,c,e))}
${r?.notes.map(t=>Yr(`warm`,e,t))}
</li>`}async submit(){let{hass:e,choice:t}=this;if(t&&!this.busy){this.busy=!0,this.problem=null;try{let n=Kr(t,this.profiles),r=await wt(e,`start`,this.devices(),n,!0);this.dispatchEvent(new CustomEvent(`started`,{detail:r})),r&&Tt(this,qr(e,r)),this.busy=!1,this.dialog.close()}catch(t){this.busy=!1,this.problem=B(e,`common.failed`,{error:on(t)})}}}cancel(){this.dialog.close()}closed(){this.dispatchEvent(new CustomEvent(`close`))}};U([A({attribute:!1})],Z.prototype,`hass`,void 0),U([A({attribute:!1})],Z.prototype,`drives`,void 0),U([A({attribute:!1})],Z.prototype,`profiles`,void 0),U([j()],Z.prototype,`choice`,void 0),U([j()],Z.prototype,`estimate`,void 0),U([j()],Z.prototype,`problem`,void 0),U([j()],Z.prototype,`busy`,void 0),U([st(`nas-burnin-dialog`)],Z.prototype,`dialog`,void 0),Z=U([z(`nas-burnin-start`)],Z);function Yr(e,t,n){return C`<span class="said small ${e}">${W(t)}<span>${n}</span></span>`}var Q=class extends k{constructor(...e){super(...e),this.stages=[],this.items=[],this.dragged=null,this.said=``,this.lastId=0,this.drawn=e=>{if(this.dragged===null)return;let t=this.items.findIndex(e=>e.id===this.dragged),n=this.list.getBoundingClientRect(),r=n.height/this.items.length,i=Math.floor((e.clientY-n.top)/r),a=Math.min(Math.max(i,0),this.items.length-1);t>=0&&a!==t&&this.change(Hr(this.items,t,a))},this.dropped=()=>{this.dragged=null}}static{this.styles=[xn,Sn,h`
:host {
display: block;
}
ol {
list-style: none;
margin: 0;
padding: 0;
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-lg, 12px);
overflow: hidden;
}
ol:empty {
display: none;
}
li {
display: flex;
align-items: center;
min-block-size: 44px;
background: var(--ha-dialog-surface-background, var(--card-background-color, #fff));
}
li + li {
border-block-start: 1px solid var(--nb-line);
}
li.dragged {
position: relative;
background: color-mix(in srgb, var(--nb-accent) 16%, var(--card-background-color, #fff));
}
.position {
inline-size: 20px;
text-align: center;
}
.label {
flex: 1;
padding-inline: 8px;
}
.handle {
cursor: grab;
touch-action: none;
}
.dragged .handle {
cursor: grabbing;
}
.round:focus-visible {
outline-offset: -4px;
}
.more {
display: flex;
flex-wrap: wrap;
gap: 8px;
margin-block-start: 8px;
}
`]}willUpdate(){this.items.length===this.stages.length&&this.items.every((e,t)=>e.kind===this.stages[t])||(this.items=this.stages.map(e=>({id:++this.lastId,kind:e})))}render(){let{hass:e}=this,t=Pr.filter(e=>e===`long_smart`||!this.stages.includes(e));return C`
<ol
aria-label=${B(e,`start.stages`)}
aria-describedby="help"
@pointermove=${this.drawn}
@pointerup=${this.dropped}
@pointercancel=${this.dropped}
>
${Ct(this.items,e=>e.id,(e,t)=>this.row(e,t))}
</ol>
<span id="help" class="hidden">${B(e,`start.move_help`)}</span>
<span class="hidden" aria-live="polite">${this.said}</span>
<div class="more">
${t.map(t=>{let n=V(e,`stage`,t);return C`<button
class="chip"
aria-label=${B(e,`start.add_stage`,{name:n})}
@click=${()=>this.change([...this.items,{id:++this.lastId,kind:t}])}
>
${W(`M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z`)}${n}
</button>`})}
</div>
`}row(e,t){let n=V(this.hass,`stage`,e.kind);return C`<li class=${M({dragged:this.dragged===e.id})}>
<button
class="round handle"
aria-label=${B(this.hass,`start.move_stage`,{name:n})}
@pointerdown=${t=>this.grabbed(t,e)}
@keydown=${e=>this.keyed(e,t)}
>
${W(`M21 11H3V9H21V11M21 13H3V15H21V13Z`)}
</button>
<span class="position quiet number" aria-hidden="true">${t+1}</span>
<span class="label">${n}</span>
<button
class="round"
aria-label=${B(this.hass,`start.remove_stage`,{name:n})}
@click=${()=>this.change(this.items.filter(t=>t!==e))}
>
${W(o)}
</button>
</li>`}change(e){this.items=e;let t=e.map(e=>e.kind);this.stages=t,this.dispatchEvent(new CustomEvent(`stages`,{detail:t}))}grabbed(e,t){e.button===0&&(this.list.setPointerCapture(e.pointerId),this.dragged=t.id)}keyed(e,t){let n=t+(e.key===`ArrowDown`?1:e.key===`ArrowUp`?-1:0);if(n===t||n<0||n>=this.items.length)return;e.preventDefault();let r=this.items[t];this.change(Hr(this.items,t,n));let i=V(this.hass,`stage`,r.kind),a=this.items.length;this.said=B(this.hass,`start.moved`,{name:i,position:n+1,count:a}),this.updateComplete.then(()=>this.rows[n]?.querySelector(`.handle`)?.focus())}};U([A({attribute:!1})],Q.prototype,`hass`,void 0),U([A({attribute:!1})],Q.prototype,`stages`,void 0),U([j()],Q.prototype,`items`,void 0),U([j()],Q.prototype,`dragged`,void 0),U([j()],Q.prototype,`said`,void 0),U([lt(`li`)],Q.prototype,`rows`,void 0),U([st(`ol`)],Q.prototype,`list`,void 0),Q=U([z(`nas-burnin-stage-list`)],Q);var Xr=24,Zr=(e={})=>({type:`custom:nas-burnin-card`,grid_options:{columns:`full`},...e}),Qr=(e,t)=>({type:`heading`,heading:e,heading_style:`title`,icon:t});function $r(e){return{title:B(e,`dashboard.overview`),path:`overview`,icon:`mdi:harddisk`,type:`sections`,max_columns:4,sections:[{type:`grid`,column_span:4,cards:[Zr()]}]}}function ei(e,t){let n=In(e,t);return{type:`grid`,column_span:3,cards:n.length>Xr?[Zr({hosts:[t.id],title:B(e,`dashboard.drives`)})]:[Qr(B(e,`dashboard.drives`),`mdi:harddisk`),...n.map(e=>({type:`custom:nas-burnin-drive-card`,device:e.id}))]}}function ti(e,t){let n=Nn(t),r=Ln(e,t).filter(e=>!e.entity_category&&!e.hidden).map(e=>({type:`tile`,entity:e.entity_id}));return{title:n,path:t.id,icon:`mdi:nas`,type:`sections`,max_columns:4,sections:[{type:`grid`,cards:[Qr(n,`mdi:nas`),...r]},ei(e,t)]}}var ni=class extends HTMLElement{static{this.registryDependencies=[`devices`,`entities`]}static generate(e,t){let n=Fn(t).map(e=>ti(t,e));return Promise.resolve({title:B(t,`dashboard.name`),views:[$r(t),...n]})}static getCreateSuggestions(e){return Promise.resolve({title:B(e,`dashboard.name`),icon:`mdi:harddisk`})}};ni=U([z(`ll-strategy-dashboard-nas-burnin`)],ni);var $=class extends k{constructor(...e){super(...e),this.heading=``,this.subheading=``,this.busy=!1}static{this.styles=[xn,Sn,h`
dialog {
inline-size: min(580px, calc(100vw - 32px));
max-block-size: min(86dvh, 900px);
padding: 0;
border: none;
border-radius: var(--ha-dialog-border-radius, var(--ha-border-radius-3xl, 24px));
background: var(--ha-dialog-surface-background, var(--card-background-color, #fff));
color: inherit;
box-shadow: 0 8px 40px #0006;
overflow: hidden;
transition:
opacity 160ms,
translate 160ms ease-out;
}
dialog[open] {
display: flex;
flex-direction: column;
}
dialog::backdrop {
background: #00000080;
transition: opacity 160ms;
}
@starting-style {
dialog[open] {
opacity: 0;
translate: 0 16px;
}
dialog[open]::backdrop {
opacity: 0;
}
}
header {
display: flex;
align-items: center;
gap: 8px;
padding: 16px 24px 8px 12px;
padding-inline: 12px 24px;
}
h2 {
margin: 0;
font-size: var(--ha-font-size-xl, 20px);
font-weight: var(--ha-font-weight-normal, 400);
line-height: 1.2;
}
.content {
overflow-y: auto;
overscroll-behavior: contain;
padding: 8px 24px 16px;
}
footer {
display: flex;
flex-wrap: wrap;
justify-content: flex-end;
gap: 8px;
padding: 12px 24px 20px;
border-block-start: 1px solid var(--nb-line);
}
@media (max-width: 500px), (max-height: 500px) {
dialog {
inline-size: 100vw;
max-inline-size: none;
max-block-size: calc(100dvh - 24px);
margin-block-end: 0;
border-end-start-radius: 0;
border-end-end-radius: 0;
}
.content {
padding-inline: 16px;
}
footer {
padding: 12px 16px max(16px, env(safe-area-inset-bottom));
}
}
`]}firstUpdated(){this.dialog.showModal()}close(){this.dialog.close()}render(){return C`
<dialog
aria-labelledby="heading"
@close=${this.closed}
@cancel=${this.cancelled}
@keydown=${this.keyed}
@pointerdown=${this.pressed}
>
<header>
<button
class="round"
aria-label=${B(this.hass,`common.close`)}
?disabled=${this.busy}
@click=${this.close}
>
${W(o)}
</button>
<div>
<h2 id="heading">${this.heading}</h2>
${this.subheading?C`<div class="quiet">${this.subheading}</div>`:``}
</div>
</header>
<div class="content"><slot></slot></div>
<footer><slot name="footer"></slot></footer>
</dialog>
`}closed(){this.dispatchEvent(new CustomEvent(`close`))}cancelled(e){this.busy&&e.preventDefault()}keyed(e){e.stopPropagation()}pressed(e){if(e.target!==this.dialog||this.busy)return;let t=this.dialog.getBoundingClientRect();e.clientX>=t.left&&e.clientX<=t.right&&e.clientY>=t.top&&e.clientY<=t.bottom||this.close()}};U([A({attribute:!1})],$.prototype,`hass`,void 0),U([A()],$.prototype,`heading`,void 0),U([A()],$.prototype,`subheading`,void 0),U([A({type:Boolean})],$.prototype,`busy`,void 0),U([st(`dialog`)],$.prototype,`dialog`,void 0),$=U([z(`nas-burnin-dialog`)],$);var ri=`https://github.com/nas-burnin/nas-burnin`;function ii(e,t){e.some(e=>e.type===t.type)||e.push(t)}function ai(e,t,n){let r=e.entities[t];if(r?.platform!==`nas_burnin`||r.device_id===null)return null;let i=In(e).find(e=>e.id===r.device_id);return n===`drive`?i&&{config:{type:`custom:nas-burnin-drive-card`,device:i.id}}||null:i?null:{config:{type:`custom:nas-burnin-card`}}}function oi(){window.customCards??=[],window.customStrategies??=[],ii(window.customCards,{type:`nas-burnin-card`,name:B(void 0,`card.picker_name`),description:B(void 0,`card.picker_description`),preview:!0,documentationURL:ri,getEntitySuggestion:(e,t)=>ai(e,t,`all`)}),ii(window.customCards,{type:`nas-burnin-drive-card`,name:B(void 0,`drive_card.picker_name`),description:B(void 0,`drive_card.picker_description`),preview:!0,documentationURL:ri,getEntitySuggestion:(e,t)=>ai(e,t,`drive`)}),ii(window.customStrategies,{type:`nas-burnin`,strategyType:`dashboard`,name:B(void 0,`dashboard.name`),description:B(void 0,`dashboard.description`),documentationURL:ri})}Yt(),oi();