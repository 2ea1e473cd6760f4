/*! NAS Burn-In. With Lit, Copyright Google LLC (BSD-3-Clause), and icons of
Material Design Icons, Copyright Pictogrammers (Apache-2.0). */
var e=`M12,4A4,4 0 0,1 16,8A4,4 0 0,1 12,12A4,4 0 0,1 8,8A4,4 0 0,1 12,4M12,14C16.42,14 20,15.79 20,18V20H4V18C4,15.79 7.58,14 12,14Z`,t=`M10.63,14.1C12.23,10.58 16.38,9.03 19.9,10.63C23.42,12.23 24.97,16.38 23.37,19.9C22.24,22.4 19.75,24 17,24C14.3,24 11.83,22.44 10.67,20H1V18C1.06,16.86 1.84,15.93 3.34,15.18C4.84,14.43 6.72,14.04 9,14C9.57,14 10.11,14.05 10.63,14.1V14.1M9,4C10.12,4.03 11.06,4.42 11.81,5.17C12.56,5.92 12.93,6.86 12.93,8C12.93,9.14 12.56,10.08 11.81,10.83C11.06,11.58 10.12,11.95 9,11.95C7.88,11.95 6.94,11.58 6.19,10.83C5.44,10.08 5.07,9.14 5.07,8C5.07,6.86 5.44,5.92 6.19,5.17C6.94,4.42 7.88,4.03 9,4M17,22A5,5 0 0,0 22,17A5,5 0 0,0 17,12A5,5 0 0,0 12,17A5,5 0 0,0 17,22M16,14H17.5V16.82L19.94,18.23L19.19,19.53L16,17.69V14Z`,n=`M13 14H11V9H13M13 18H11V16H13M1 21H23L12 2L1 21Z`,r=`M13,13H11V7H13M13,17H11V15H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,i=`M11,4H13V16L18.5,10.5L19.92,11.92L12,19.84L4.08,11.92L5.5,10.5L11,16V4Z`,a=`M13,20H11V8L5.5,13.5L4.08,12.08L12,4.16L19.92,12.08L18.5,13.5L13,8V20Z`,o=`M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z`,s=`M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M12 20C7.59 20 4 16.41 4 12S7.59 4 12 4 20 7.59 20 12 16.41 20 12 20M16.59 7.58L10 14.17L7.41 11.59L6 13L10 17L18 9L16.59 7.58Z`,c=`M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,l=`M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z`,u=`M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z`,d=`M12,2C17.53,2 22,6.47 22,12C22,17.53 17.53,22 12,22C6.47,22 2,17.53 2,12C2,6.47 6.47,2 12,2M15.59,7L12,10.59L8.41,7L7,8.41L10.59,12L7,15.59L8.41,17L12,13.41L15.59,17L17,15.59L13.41,12L17,8.41L15.59,7Z`,f=`M19,4H15.5L14.5,3H9.5L8.5,4H5V6H19M6,19A2,2 0 0,0 8,21H16A2,2 0 0,0 18,19V7H6V19Z`,p=`M17.66 11.2C17.43 10.9 17.15 10.64 16.89 10.38C16.22 9.78 15.46 9.35 14.82 8.72C13.33 7.26 13 4.85 13.95 3C13 3.23 12.17 3.75 11.46 4.32C8.87 6.4 7.85 10.07 9.07 13.22C9.11 13.32 9.15 13.42 9.15 13.55C9.15 13.77 9 13.97 8.8 14.05C8.57 14.15 8.33 14.09 8.14 13.93C8.08 13.88 8.04 13.83 8 13.76C6.87 12.33 6.69 10.28 7.45 8.64C5.78 10 4.87 12.3 5 14.47C5.06 14.97 5.12 15.47 5.29 15.97C5.43 16.57 5.7 17.17 6 17.7C7.08 19.43 8.95 20.67 10.96 20.92C13.1 21.19 15.39 20.8 17.03 19.32C18.86 17.66 19.5 15 18.56 12.72L18.43 12.46C18.22 12 17.66 11.2 17.66 11.2M14.5 17.5C14.22 17.74 13.76 18 13.4 18.1C12.28 18.5 11.16 17.94 10.5 17.28C11.69 17 12.4 16.12 12.61 15.23C12.78 14.43 12.46 13.77 12.33 13C12.21 12.26 12.23 11.63 12.5 10.94C12.69 11.32 12.89 11.7 13.13 12C13.9 13 15.11 13.44 15.37 14.8C15.41 14.94 15.43 15.08 15.43 15.23C15.46 16.05 15.1 16.95 14.5 17.5H14.5Z`,m=`M13 24C9.74 24 6.81 22 5.6 19L2.57 11.37C2.26 10.58 3 9.79 3.81 10.05L4.6 10.31C5.16 10.5 5.62 10.92 5.84 11.47L7.25 15H8V3.25C8 2.56 8.56 2 9.25 2S10.5 2.56 10.5 3.25V12H11.5V1.25C11.5 .56 12.06 0 12.75 0S14 .56 14 1.25V12H15V2.75C15 2.06 15.56 1.5 16.25 1.5C16.94 1.5 17.5 2.06 17.5 2.75V12H18.5V5.75C18.5 5.06 19.06 4.5 19.75 4.5S21 5.06 21 5.75V16C21 20.42 17.42 24 13 24Z`,ee=`M6,2H18A2,2 0 0,1 20,4V20A2,2 0 0,1 18,22H6A2,2 0 0,1 4,20V4A2,2 0 0,1 6,2M12,4A6,6 0 0,0 6,10C6,13.31 8.69,16 12.1,16L11.22,13.77C10.95,13.29 11.11,12.68 11.59,12.4L12.45,11.9C12.93,11.63 13.54,11.79 13.82,12.27L15.74,14.69C17.12,13.59 18,11.9 18,10A6,6 0 0,0 12,4M12,9A1,1 0 0,1 13,10A1,1 0 0,1 12,11A1,1 0 0,1 11,10A1,1 0 0,1 12,9M7,18A1,1 0 0,0 6,19A1,1 0 0,0 7,20A1,1 0 0,0 8,19A1,1 0 0,0 7,18M12.09,13.27L14.58,19.58L17.17,18.08L12.95,12.77L12.09,13.27Z`,te=`M12 9A1 1 0 1 0 13 10A1 1 0 0 0 12 9M12 9A1 1 0 1 0 13 10A1 1 0 0 0 12 9M18 2H6A2 2 0 0 0 4 4V13.09A5.47 5.47 0 0 1 5 13A5.71 5.71 0 0 1 7 13.36A6 6 0 1 1 15.71 14.69L13.79 12.27A1 1 0 0 0 12.42 11.9L11.56 12.4A1 1 0 0 0 11.19 13.77L12.1 16A6.12 6.12 0 0 1 10 15.62A6 6 0 0 1 10.19 22H18A2 2 0 0 0 20 20V4A2 2 0 0 0 18 2M14.58 19.58L12.09 13.27L12.95 12.77L17.17 18.08M12 11A1 1 0 1 0 11 10A1 1 0 0 0 12 11M7.12 22.54L5 20.41L2.88 22.54L1.46 21.12L3.59 19L1.46 16.88L2.88 15.46L5 17.59L7.12 15.46L8.54 16.88L6.41 19L8.54 21.12Z`,ne=`M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z`,re=`M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z`,ie=`M13.5,8H12V13L16.28,15.54L17,14.33L13.5,12.25V8M13,3A9,9 0 0,0 4,12H1L4.96,16.03L9,12H6A7,7 0 0,1 13,5A7,7 0 0,1 20,12A7,7 0 0,1 13,19C11.07,19 9.32,18.21 8.06,16.94L6.64,18.36C8.27,20 10.5,21 13,21A9,9 0 0,0 22,12A9,9 0 0,0 13,3`,ae=`M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M3.88,13.46L2.46,14.88L4.59,17L2.46,19.12L3.88,20.54L6,18.41L8.12,20.54L9.54,19.12L7.41,17L9.54,14.88L8.12,13.46L6,15.59L3.88,13.46M14,15H20V19H14V15Z`,oe=`M12,17A2,2 0 0,0 14,15C14,13.89 13.1,13 12,13A2,2 0 0,0 10,15A2,2 0 0,0 12,17M18,8A2,2 0 0,1 20,10V20A2,2 0 0,1 18,22H6A2,2 0 0,1 4,20V10C4,8.89 4.9,8 6,8H7V6A5,5 0 0,1 12,1A5,5 0 0,1 17,6V8H18M12,3A3,3 0 0,0 9,6V8H15V6A3,3 0 0,0 12,3Z`,se=`M18 1C15.24 1 13 3.24 13 6V8H4C2.9 8 2 8.89 2 10V20C2 21.11 2.9 22 4 22H16C17.11 22 18 21.11 18 20V10C18 8.9 17.11 8 16 8H15V6C15 4.34 16.34 3 18 3C19.66 3 21 4.34 21 6V8H23V6C23 3.24 20.76 1 18 1M10 13C11.1 13 12 13.89 12 15C12 16.11 11.11 17 10 17C8.9 17 8 16.11 8 15C8 13.9 8.9 13 10 13Z`,ce=`M4,5C2.89,5 2,5.89 2,7V17C2,18.11 2.89,19 4,19H20C21.11,19 22,18.11 22,17V7C22,5.89 21.11,5 20,5H4M4.5,7A1,1 0 0,1 5.5,8A1,1 0 0,1 4.5,9A1,1 0 0,1 3.5,8A1,1 0 0,1 4.5,7M7,7H20V17H7V7M8,8V16H11V8H8M12,8V16H15V8H12M16,8V16H19V8H16M9,9H10V10H9V9M13,9H14V10H13V9M17,9H18V10H17V9Z`,le=`M14,19H18V5H14M6,19H10V5H6V19Z`,ue=`M15,16H13V8H15M11,16H9V8H11M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,de=`M8,5.14V19.14L19,12.14L8,5.14Z`,fe=`M10,16.5V7.5L16,12M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,pe=`M13,2.03V2.05L13,4.05C17.39,4.59 20.5,8.58 19.96,12.97C19.5,16.61 16.64,19.5 13,19.93V21.93C18.5,21.38 22.5,16.5 21.95,11C21.5,6.25 17.73,2.5 13,2.03M11,2.06C9.05,2.25 7.19,3 5.67,4.26L7.1,5.74C8.22,4.84 9.57,4.26 11,4.06V2.06M4.26,5.67C3,7.19 2.25,9.04 2.05,11H4.05C4.24,9.58 4.8,8.23 5.69,7.1L4.26,5.67M2.06,13C2.26,14.96 3.03,16.81 4.27,18.33L5.69,16.9C4.81,15.77 4.24,14.42 4.06,13H2.06M7.1,18.37L5.67,19.74C7.18,21 9.04,21.79 11,22V20C9.58,19.82 8.23,19.25 7.1,18.37M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z`,me=`M12,2A2,2 0 0,1 14,4C14,4.74 13.6,5.39 13,5.73V7H14A7,7 0 0,1 21,14H22A1,1 0 0,1 23,15V18A1,1 0 0,1 22,19H21V20A2,2 0 0,1 19,22H5A2,2 0 0,1 3,20V19H2A1,1 0 0,1 1,18V15A1,1 0 0,1 2,14H3A7,7 0 0,1 10,7H11V5.73C10.4,5.39 10,4.74 10,4A2,2 0 0,1 12,2M7.5,13A2.5,2.5 0 0,0 5,15.5A2.5,2.5 0 0,0 7.5,18A2.5,2.5 0 0,0 10,15.5A2.5,2.5 0 0,0 7.5,13M16.5,13A2.5,2.5 0 0,0 14,15.5A2.5,2.5 0 0,0 16.5,18A2.5,2.5 0 0,0 19,15.5A2.5,2.5 0 0,0 16.5,13Z`,he=`M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M8,8L13,12L8,16M14,8H16V16H14`,ge=`M20.79,13.95L18.46,14.57L16.46,13.44V10.56L18.46,9.43L20.79,10.05L21.31,8.12L19.54,7.65L20,5.88L18.07,5.36L17.45,7.69L15.45,8.82L13,7.38V5.12L14.71,3.41L13.29,2L12,3.29L10.71,2L9.29,3.41L11,5.12V7.38L8.5,8.82L6.5,7.69L5.92,5.36L4,5.88L4.47,7.65L2.7,8.12L3.22,10.05L5.55,9.43L7.55,10.56V13.45L5.55,14.58L3.22,13.96L2.7,15.89L4.47,16.36L4,18.12L5.93,18.64L6.55,16.31L8.55,15.18L11,16.62V18.88L9.29,20.59L10.71,22L12,20.71L13.29,22L14.7,20.59L13,18.88V16.62L15.5,15.17L17.5,16.3L18.12,18.63L20,18.12L19.53,16.35L21.3,15.88L20.79,13.95M9.5,10.56L12,9.11L14.5,10.56V13.44L12,14.89L9.5,13.44V10.56Z`,_e=`M18,18H6V6H18V18Z`,ve=`M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M9,9H15V15H9`,ye=globalThis,be=ye.ShadowRoot&&(ye.ShadyCSS===void 0||ye.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,xe=Symbol(),Se=new WeakMap,Ce=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==xe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(be&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=Se.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&Se.set(t,e))}return e}toString(){return this.cssText}},we=e=>new Ce(typeof e==`string`?e:e+``,void 0,xe),h=(e,...t)=>new Ce(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,xe),Te=(e,t)=>{if(be)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),r=ye.litNonce;r!==void 0&&t.setAttribute(`nonce`,r),t.textContent=n.cssText,e.appendChild(t)}},Ee=be?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return we(t)})(e):e,{is:De,defineProperty:Oe,getOwnPropertyDescriptor:ke,getOwnPropertyNames:Ae,getOwnPropertySymbols:je,getPrototypeOf:Me}=Object,Ne=globalThis,Pe=Ne.trustedTypes,Fe=Pe?Pe.emptyScript:``,Ie=Ne.reactiveElementPolyfillSupport,Le=(e,t)=>e,Re={toAttribute(e,t){switch(t){case Boolean:e=e?Fe:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ze=(e,t)=>!De(e,t),Be={attribute:!0,type:String,converter:Re,reflect:!1,useDefault:!1,hasChanged:ze};Symbol.metadata??=Symbol(`metadata`),Ne.litPropertyMetadata??=new WeakMap;var Ve=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Be){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&Oe(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=ke(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Be}static _$Ei(){if(this.hasOwnProperty(Le(`elementProperties`)))return;let e=Me(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Le(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Le(`properties`))){let e=this.properties,t=[...Ae(e),...je(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(Ee(e))}else e!==void 0&&t.push(Ee(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Te(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?Re:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?Re:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ze)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};Ve.elementStyles=[],Ve.shadowRootOptions={mode:`open`},Ve[Le(`elementProperties`)]=new Map,Ve[Le(`finalized`)]=new Map,Ie?.({ReactiveElement:Ve}),(Ne.reactiveElementVersions??=[]).push(`2.1.2`);var He=globalThis,Ue=e=>e,We=He.trustedTypes,Ge=We?We.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,Ke=`$lit$`,g=`lit$${Math.random().toFixed(9).slice(2)}$`,qe=`?`+g,Je=`<${qe}>`,Ye=document,Xe=()=>Ye.createComment(``),Ze=e=>e===null||typeof e!=`object`&&typeof e!=`function`,Qe=Array.isArray,$e=e=>Qe(e)||typeof e?.[Symbol.iterator]==`function`,et=`[ 	
\f\r]`,tt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,nt=/-->/g,rt=/>/g,it=RegExp(`>|${et}(?:([^\\s"'>=/]+)(${et}*=${et}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),at=/'/g,ot=/"/g,st=/^(?:script|style|textarea|title)$/i,ct=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),_=ct(1),lt=ct(2),v=Symbol.for(`lit-noChange`),y=Symbol.for(`lit-nothing`),ut=new WeakMap,dt=Ye.createTreeWalker(Ye,129);function ft(e,t){if(!Qe(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return Ge===void 0?t:Ge.createHTML(t)}var pt=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=tt;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===tt?c[1]===`!--`?o=nt:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=it):(st.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=it):o=rt:o===it?c[0]===`>`?(o=i??tt,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?it:c[3]===`"`?ot:at):o===ot||o===at?o=it:o===nt||o===rt?o=tt:(o=it,i=void 0);let d=o===it&&e[t+1].startsWith(`/>`)?` `:``;a+=o===tt?n+Je:l>=0?(r.push(s),n.slice(0,l)+Ke+n.slice(l)+g+d):n+g+(l===-2?t:d)}return[ft(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},mt=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=pt(t,n);if(this.el=e.createElement(l,r),dt.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=dt.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(Ke)){let t=u[o++],n=i.getAttribute(e).split(g),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?vt:r[1]===`?`?yt:r[1]===`@`?bt:_t}),i.removeAttribute(e)}else e.startsWith(g)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(st.test(i.tagName)){let e=i.textContent.split(g),t=e.length-1;if(t>0){i.textContent=We?We.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],Xe()),dt.nextNode(),c.push({type:2,index:++a});i.append(e[t],Xe())}}}else if(i.nodeType===8){if(i.data===qe)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(g,e+1))!==-1;)c.push({type:7,index:a}),e+=g.length-1}}a++}}static createElement(e,t){let n=Ye.createElement(`template`);return n.innerHTML=e,n}};function b(e,t,n=e,r){if(t===v)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=Ze(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=b(e,i._$AS(e,t.values),i,r)),t}var ht=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??Ye).importNode(t,!0);dt.currentNode=r;let i=dt.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new gt(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new xt(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=dt.nextNode(),a++)}return dt.currentNode=Ye,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},gt=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=y,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=b(this,e,t),Ze(e)?e===y||e==null||e===``?(this._$AH!==y&&this._$AR(),this._$AH=y):e!==this._$AH&&e!==v&&this._(e):e._$litType$===void 0?e.nodeType===void 0?$e(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==y&&Ze(this._$AH)?this._$AA.nextSibling.data=e:this.T(Ye.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=mt.createElement(ft(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new ht(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ut.get(e.strings);return t===void 0&&ut.set(e.strings,t=new mt(e)),t}k(t){Qe(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(Xe()),this.O(Xe()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=Ue(e).nextSibling;Ue(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},_t=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=y,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=y}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=b(this,e,t,0),a=!Ze(e)||e!==this._$AH&&e!==v,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=b(this,r[n+o],t,o),s===v&&(s=this._$AH[o]),a||=!Ze(s)||s!==this._$AH[o],s===y?e=y:e!==y&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===y?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},vt=class extends _t{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===y?void 0:e}},yt=class extends _t{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==y)}},bt=class extends _t{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=b(this,e,t,0)??y)===v)return;let n=this._$AH,r=e===y&&n!==y||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==y&&(n===y||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},xt=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){b(this,e)}},St={M:Ke,P:g,A:qe,C:1,L:pt,R:ht,D:$e,V:b,I:gt,H:_t,N:yt,U:bt,B:vt,F:xt},Ct=He.litHtmlPolyfillSupport;Ct?.(mt,gt),(He.litHtmlVersions??=[]).push(`3.3.3`);var wt=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new gt(t.insertBefore(Xe(),e),e,void 0,n??{})}return i._$AI(e),i},Tt=globalThis,x=class extends Ve{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=wt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return v}};x._$litElement$=!0,x.finalized=!0,Tt.litElementHydrateSupport?.({LitElement:x});var Et=Tt.litElementPolyfillSupport;Et?.({LitElement:x}),(Tt.litElementVersions??=[]).push(`4.2.2`);var Dt={attribute:!0,type:String,converter:Re,reflect:!1,hasChanged:ze},Ot=(e=Dt,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)};function S(e){return(t,n)=>typeof n==`object`?Ot(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}function C(e){return S({...e,state:!0,attribute:!1})}var kt=(e,t,n)=>(n.configurable=!0,n.enumerable=!0,Reflect.decorate&&typeof t!=`object`&&Object.defineProperty(e,t,n),n);function At(e,t){return(n,r,i)=>{let a=t=>t.renderRoot?.querySelector(e)??null;if(t){let{get:e,set:t}=typeof r==`object`?n:i??(()=>{let e=Symbol();return{get(){return this[e]},set(t){this[e]=t}}})();return kt(n,r,{get(){let n=e.call(this);return n===void 0&&(n=a(this),(n!==null||this.hasUpdated)&&t.call(this,n)),n}})}return kt(n,r,{get(){return a(this)}})}}var jt;function Mt(e){return(t,n)=>kt(t,n,{get(){return(this.renderRoot??(jt??=document.createDocumentFragment())).querySelectorAll(e)}})}var Nt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Pt=e=>(...t)=>({_$litDirective$:e,values:t}),Ft=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},w=Pt(class extends Ft{constructor(e){if(super(e),e.type!==Nt.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return v}}),It={},Lt=Pt(class extends Ft{constructor(){super(...arguments),this.ot=It}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return v}else if(this.ot===t)return v;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),{I:Rt}=St,zt=e=>e,Bt=()=>document.createComment(``),Vt=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Rt(r.insertBefore(Bt(),i),r.insertBefore(Bt(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=zt(e).nextSibling;zt(r).insertBefore(e,i),e=t}}}return n},T=(e,t,n=e)=>(e._$AI(t,n),e),Ht={},Ut=(e,t=Ht)=>e._$AH=t,Wt=e=>e._$AH,Gt=e=>{e._$AR(),e._$AA.remove()},Kt=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},qt=Pt(class extends Ft{constructor(e){if(super(e),e.type!==Nt.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=Wt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=T(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=T(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=T(i[d],a[m]),Vt(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=T(i[f],a[p]),Vt(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=Kt(o,p,m),u=Kt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=Vt(e,i[d]);T(t,a[p]),c[p]=t}else c[p]=T(n,a[p]),Vt(e,i[d],n),i[t]=null;p++}else Gt(i[f]),f--}else Gt(i[d]),d++;for(;p<=m;){let t=Vt(e,c[m+1]);T(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&Gt(e)}return this.ut=o,Ut(e,c),v}}),Jt=`nas_burnin`,Yt=new Intl.Collator(void 0,{numeric:!0,sensitivity:`base`}),Xt=e=>e.name_by_user??e.name??``;function Zt(e){return Object.values(e.devices).filter(e=>e.identifiers.some(([e])=>e===Jt)).sort((e,t)=>Yt.compare(Xt(e),Xt(t)))}function Qt(e){return Zt(e).filter(e=>e.via_device_id===null)}function $t(e,t){return Zt(e).filter(e=>e.via_device_id!==null&&(t===void 0||e.via_device_id===t.id))}function en(e,t){return Object.values(e.entities).filter(e=>e.device_id===t.id&&e.platform===`nas_burnin`)}var tn=`nas_burnin/subscribe`,nn=2e3,rn=15e3,an=60,on=3e3,sn={status:`waiting`,problem:null,version:null,profiles:[],hosts:new Map,drives:new Map,skew:0},cn=class{constructor(e){this.connection=e,this.bench=sn,this.listeners=new Set,this.attempt=0,this.refusals=0,this.open=!1,this.onReady=()=>{this.unsubscribe=void 0,this.refusals=0,this.ask()},this.onDisconnected=()=>{this.attempt+=1,this.unsubscribe=void 0,clearTimeout(this.retry),this.set({status:this.waiting()})}}subscribe(e){return clearTimeout(this.linger),this.listeners.add(e),this.open||this.start(),e(this.bench),()=>{!this.listeners.delete(e)||this.listeners.size>0||(this.linger=setTimeout(()=>this.stop(),on))}}speak(e){e!==this.language&&(this.language=e,this.open&&(this.unsubscribe&&this.end(this.unsubscribe),this.unsubscribe=void 0,this.ask()))}start(){this.open=!0,this.connection.addEventListener(`ready`,this.onReady),this.connection.addEventListener(`disconnected`,this.onDisconnected),this.ask()}stop(){this.listeners.size>0||(this.open=!1,this.connection.removeEventListener(`ready`,this.onReady),this.connection.removeEventListener(`disconnected`,this.onDisconnected),this.attempt+=1,clearTimeout(this.retry),this.unsubscribe&&this.end(this.unsubscribe),this.unsubscribe=void 0,this.bench=sn)}async ask(){let e=++this.attempt;clearTimeout(this.retry);let t=this.language?{type:tn,language:this.language}:{type:tn};try{let n=await this.connection.subscribeMessage(t=>{e===this.attempt&&this.take(t)},t,{resubscribe:!1});e===this.attempt?this.unsubscribe=n:this.end(n)}catch(t){e===this.attempt&&this.refused(t)}}refused(e){this.refusals+=1,this.set({status:this.waiting(),problem:E(e)}),this.retry=setTimeout(()=>void this.ask(),this.refusals<an?nn:rn)}waiting(){return this.bench.status===`waiting`?`waiting`:`lost`}end(e){Promise.resolve(e()).catch(e=>console.debug(`nas_burnin:`,e))}take(e){this.refusals=0;let t=Date.parse(e.now)-Date.now();if(e.type===`snapshot`){this.set({status:`live`,problem:null,version:e.version,profiles:e.profiles,hosts:new Map(e.hosts.map(e=>[e.id,e])),drives:new Map(e.drives.map(e=>[e.key,e])),skew:t});return}let{hosts:n,drives:r}=this.bench,i=new Set(e.removed_hosts),a=ln(r,e.drives,e=>e.key,e.removed);this.set({status:`live`,problem:null,hosts:ln(n,e.hosts,e=>e.id,e.removed_hosts),drives:i.size?un(a,e=>i.has(e.host)):a,skew:t})}set(e){this.bench={...this.bench,...e};for(let e of[...this.listeners])e(this.bench)}};function ln(e,t=[],n,r=[]){if(!t.length&&!r.length)return e;let i=new Map(e);for(let e of t)i.set(n(e),e);for(let e of r)i.delete(e);return i}function un(e,t){return new Map([...e].filter(([,e])=>!t(e)))}var dn=`Validation error: `;function E(e){if(typeof e==`object`&&e&&`message`in e){let t=String(e.message);return t.startsWith(dn)?t.slice(18):t}return String(e)}var fn=new WeakMap;function pn(e){let t=fn.get(e);return t||fn.set(e,t=new cn(e)),t}function D(e){return e.locale?.language??e.language}async function mn(e,t){let{translation_domain:n,translation_key:r,translation_placeholders:i}=typeof t==`object`&&t?t:{};if(!n||!r||!e.loadBackendTranslation)return E(t);try{return(await e.loadBackendTranslation(`exceptions`,n))(`component.${n}.exceptions.${r}.message`,i??{})||E(t)}catch{return E(t)}}async function hn(e,t){try{return await t}catch(t){throw Error(await mn(e,t),{cause:t})}}function gn(e,t,n){let r={type:`${Jt}/${t}`,language:D(e),...n};return hn(e,e.callWS(r))}var _n=e=>document.documentElement.dir===`rtl`?`\u2068${e}\u2069`:e,vn=e=>document.documentElement.dir===`rtl`?`\u2066${e}\u2069`:e,yn={"card.title":`Burn-in`,"card.picker_name":`NAS Burn-In: alle Laufwerke`,"card.picker_description":`Die Laufwerke deiner NAS, ihr Zustand und ihre Burn-ins in einer Tabelle.`,"drive_card.picker_name":`NAS Burn-In: ein Laufwerk`,"drive_card.picker_description":`Ein Laufwerk, sein Zustand und wie weit sein Burn-in ist.`,"drive_card.no_drive":`Das ist eine NAS. Wähle eines ihrer Laufwerke.`,"drive_card.missing":`Dieses Laufwerk gibt es nicht mehr.`,"nas_card.picker_name":`NAS Burn-In: eine NAS`,"nas_card.picker_description":`Eine NAS: ob sie antwortet, was sie prüft und was dich braucht.`,"nas.missing":`Diese NAS gibt es nicht mehr.`,"nas.connected":`Verbunden`,"nas.away":`Antwortet nicht`,"nas.not_loaded":`Nicht eingerichtet`,"nas.running":`Laufend`,"nas.of":`{count} von {limit}`,"nas.queued":`Wartend`,"nas.no_queue":`Keine`,"nas.finish":`Alles fertig`,"nas.ready":`{count}, davon {ready} bereit`,"nas.attention":`Braucht Aufmerksamkeit`,"nas.all_well":`Nichts braucht deine Aufmerksamkeit.`,"nas.more_one":`und {count} weiteres Laufwerk`,"nas.more_other":`und {count} weitere Laufwerke`,"attention.failed":`Der Burn-in ist fehlgeschlagen.`,"attention.unknown":`Wie der Burn-in endete, ist nicht bekannt.`,"attention.hot":`Zu heiß.`,"dashboard.name":`NAS Burn-In`,"dashboard.description":`Alle Laufwerke auf einen Blick, und eine Ansicht für jede NAS.`,"dashboard.overview":`Übersicht`,"dashboard.drives":`Laufwerke`,"dashboard.pause_all":`Alle Tests anhalten`,"dashboard.max_parallel":`Parallele Tests`,"form.title":`Titel`,"form.hosts":`NAS`,"form.hosts_help":`Zeigt nur die Laufwerke von diesen. Ohne Auswahl: von allen.`,"form.summary":`Auch über die NAS`,"form.summary_help":`Wie viele Tests laufen, und was von jeder NAS zu wissen ist, über den Laufwerken.`,"form.device":`Laufwerk`,"form.name":`Name`,"column.drive":`Laufwerk`,"column.serial":`Seriennr.`,"column.size":`Größe`,"column.temperature":`Temp.`,"column.health":`Zustand`,"column.short":`SMART kurz`,"column.long":`SMART lang`,"column.burn_in":`Burn-in`,"table.select":`{name} auswählen`,"table.select_all":`Alle Laufwerke auswählen, die gestartet werden können`,"table.select_none":`Auswahl aufheben`,"table.selected_one":`{count} Laufwerk ausgewählt`,"table.selected_other":`{count} Laufwerke ausgewählt`,"table.sort_by":`Sortieren nach`,"table.natural":`Laufende zuerst`,"table.ascending":`Aufsteigend: umkehren`,"table.descending":`Absteigend: umkehren`,"bench.running":`{count} laufen`,"bench.queued":`{count} eingereiht`,"bench.done":`fertig {time}`,"bench.idle":`Nichts läuft`,"bench.waiting":`Warte auf Home Assistant…`,"bench.lost":`Die Verbindung ist unterbrochen. Das ist der letzte bekannte Stand.`,"bench.no_hosts":`Noch keine NAS hinzugefügt.`,"bench.none_of_these":`Keine der gewählten NAS ist da.`,"bench.add_host":`NAS hinzufügen`,"bench.no_drives":`Keine Laufwerke gefunden.`,"host.not_loaded":`{name} ist nicht eingerichtet.`,"host.not_connected":`{name} antwortet nicht.`,"host.paused":`{name} ist angehalten: Die Tests stehen still, und keiner beginnt.`,"host.resume":`Fortsetzen`,"host.open_repairs":`Reparaturen öffnen`,"drive.ready":`Bereit`,"drive.gone":`Fort`,"temperature.warm":`, warm`,"temperature.hot":`, zu heiß`,"health.problems_one":`{count} Problem`,"health.problems_other":`{count} Probleme`,"job.until":`fertig {time}`,"job.place":`Nr. {place}`,"job.stalled":`Steht still`,"job.waits":`Wartet, bis es dran ist`,"job.bad_blocks_one":`{count} defekter Block`,"job.bad_blocks_other":`{count} defekte Blöcke`,"job.progress_of":`Burn-in von {name}`,"start.open":`Burn-in starten`,"start.title":`Burn-in starten`,"start.profile":`Profil`,"start.erases":`(löscht das Laufwerk)`,"start.stages":`Schritte, in dieser Reihenfolge`,"start.add_stage":`Hinzufügen: {name}`,"start.move_stage":`Verschieben: {name}`,"start.remove_stage":`Entfernen: {name}`,"start.move_help":`Ziehe einen Schritt am Griff oder verschiebe ihn mit den Pfeiltasten.`,"start.moved":`{name}: {position} von {count}`,"start.patterns":`Muster`,"start.error_limit":`Erlaubte defekte Blöcke`,"start.no_stages":`Wähle mindestens einen Schritt.`,"start.no_patterns":`Wähle mindestens ein Muster.`,"start.bad_limit":`Die erlaubten defekten Blöcke müssen 1 bis 100000 sein.`,"start.erases_nothing":`Es wird nichts gelöscht.`,"start.erases_all_one":`Alles auf diesem Laufwerk ({size}) wird gelöscht.`,"start.erases_all_other":`Alles auf diesen {count} Laufwerken ({size}) wird gelöscht.`,"start.no_way_back":`Es lässt sich mit keinem Mittel zurückholen.`,"start.drives_one":`Laufwerk`,"start.drives_other":`Laufwerke`,"start.queue_done":`Alles fertig {time}`,"start.submit_one":`{count} Laufwerk starten`,"start.submit_other":`{count} Laufwerke starten`,"start.submit_erase_one":`{count} Laufwerk löschen und testen`,"start.submit_erase_other":`{count} Laufwerke löschen und testen`,"start.answer":`{queued} eingereiht, {skipped} übersprungen, {locked} gesperrt`},bn={"stage.short_smart":`Kurzer Selbsttest`,"stage.long_smart":`Langer Selbsttest`,"stage.conveyance_smart":`Transport-Selbsttest`,"stage.surface_validate":`Oberfläche beschreiben und prüfen`,"stage.surface_read":`Oberfläche lesen`,"stage.final_check":`Abschlussprüfung`,"stage_short.short_smart":`Kurzer Test`,"stage_short.long_smart":`Langer Test`,"stage_short.conveyance_smart":`Transporttest`,"stage_short.surface_validate":`Schreiben, prüfen`,"stage_short.surface_read":`Lesen`,"stage_short.final_check":`Abschluss`,"stage_state.pending":`Steht aus`,"stage_state.running":`Läuft`,"stage_state.passed":`Bestanden`,"stage_state.failed":`Nicht bestanden`,"stage_state.cancelled":`Abgebrochen`,"stage_state.unknown":`Unbekannt`,"stage_state.skipped":`Übersprungen`,"pattern.aa":`0xAA`,"pattern.55":`0x55`,"pattern.ff":`0xFF`,"pattern.00":`0x00`,"pattern.random":`Zufall`,"phase.write":`Schreiben`,"phase.verify":`Prüfen`,"profile.standard":`Standard`,"profile.quick":`Schnell`,"profile.soak":`Gründlich`,"profile.smart_only":`Nur Selbsttests`,"profile.read_only":`Nur lesen`,"profile.flash":`Flash`,"profile.custom":`Eigene Schritte`,"job_state.queued":`Eingereiht`,"job_state.running":`Läuft`,"job_state.passed":`Bestanden`,"job_state.failed":`Nicht bestanden`,"job_state.cancelled":`Abgebrochen`,"job_state.unknown":`Unbekannt`,"verdict.passed":`Bestanden`,"verdict.passed_with_notes":`Bestanden mit Anmerkungen`,"verdict.failed":`Nicht bestanden`,"activity.testing":`Test läuft`,"activity.paused":`Angehalten`,"activity.cooling":`Kühlt ab`,"activity.reconnecting":`Verbindet neu`,"activity.waiting":`Wartet auf dich`,"lock.free":`Frei`,"lock.has_data":`Hat Daten`,"lock.exported_pool":`Exportierter Pool`,"lock.pool":`In einem Pool`,"lock.boot_pool":`Boot-Pool`,"lock.mounted":`Eingehängt`,"lock.in_use":`In Benutzung`,"lock.unknown":`Nicht bekannt`,"test.idle":`Kein Test`,"test.running":`Läuft`,"test.passed":`Bestanden`,"test.failed":`Fehler`,"test.aborted":`Abgebrochen`,"test.interrupted":`Unterbrochen`,"test.unknown":`Unbekannt`,"health.ok":`OK`,"health.problem":`Problem`,"common.cancel":`Abbrechen`,"common.close":`Schließen`,"common.drives_one":`{count} Laufwerk`,"common.drives_other":`{count} Laufwerke`,"common.failed":`Das hat nicht geklappt: {error}`,"common.none":`Keine`,"common.not_reported":`nicht bekannt`,"common.unknown":`Unbekannt`},xn={"drawer.tabs":`Teile dieses Laufwerks`,"drawer.device":`Geräteseite öffnen`,"drawer.loading":`Lädt…`,"drawer.not_loaded":`Nicht geladen: {error}`,"drawer.retry":`Erneut versuchen`,"drawer.more":`Mehr anzeigen`,"drawer.dismiss":`Ausblenden`,"drawer.no_button":`Die Taste „Burn-in fortsetzen“ dieses Laufwerks ist deaktiviert. Aktiviere sie zuerst.`,"tab.burn_in":`Burn-in`,"tab.smart":`SMART`,"tab.events":`Ereignisse`,"tab.history":`Verlauf`,"deed.start":`Burn-in starten`,"deed.cancel":`Burn-in abbrechen`,"deed.cancel_test":`Selbsttest abbrechen`,"deed.pause":`Anhalten`,"deed.resume":`Fortsetzen`,"deed.resume_job":`Weitermachen`,"deed.unlock":`Entsperren`,"deed.relock":`Wieder sperren`,"cancel.title":`Diesen Burn-in abbrechen?`,"cancel.running":`Der Test endet, wo er ist, und lässt sich nicht fortsetzen. Was er geschrieben hat, bleibt geschrieben.`,"cancel.queued":`Er verlässt die Warteschlange. Noch wurde nichts geschrieben.`,"cancel.no":`Behalten`,"cancel.done":`Der Burn-in von {name} ist abgebrochen.`,"unlock.title":`Dieses Laufwerk entsperren?`,"unlock.destroys":`Ein Burn-in würde das endgültig zerstören:`,"unlock.release":`Tu zuerst das auf der NAS`,"unlock.what":`Das Entsperren selbst löscht nichts. Es erlaubt für kurze Zeit, einen löschenden Burn-in zu starten.`,"unlock.type":`Tippe zum Entsperren`,"unlock.submit":`Entsperren`,"unlock.done":`{name} ist entsperrt.`,"unlock.no_words":`So, wie es jetzt ist, lässt es sich nicht entsperren.`,"lock_says.unlocked":`Entsperrt bis {time}: Ein Burn-in darf löschen, was darauf ist.`,"burn_in.none":`Es gab noch keinen Burn-in.`,"burn_in.stage_of":`Schritt {at} von {of}`,"burn_in.stage_percent":`{percent} dieses Schritts`,"burn_in.pattern_of":`Muster {at} von {of}`,"burn_in.within":`{percent} innerhalb der Phase`,"burn_in.patterns":`Muster`,"burn_in.pattern":`Muster`,"burn_in.write":`Schreiben`,"burn_in.verify":`Prüfen`,"burn_in.read":`Lesen`,"burn_in.pending":`steht aus`,"burn_in.half_done":`geschrieben`,"burn_in.done":`fertig`,"burn_in.not_reached":`nicht erreicht`,"burn_in.stopped":`abgebrochen`,"burn_in.finished":`Fertig`,"burn_in.stages":`Schritte`,"burn_in.requested_by":`Beauftragt von {name}`,"vitals.title":`Lebenszeichen`,"vitals.started":`Begonnen`,"vitals.elapsed":`Vergangen`,"vitals.left":`Restzeit`,"vitals.finish":`Fertig`,"vitals.ended":`Beendet`,"vitals.took":`Dauerte`,"vitals.takes":`Wird dauern`,"vitals.queued":`Eingereiht`,"vitals.place":`Platz in der Warteschlange`,"vitals.speed":`Geschwindigkeit`,"vitals.temperature":`Temperatur`,"vitals.not_yet":`noch nicht bekannt`,"bad_blocks.title":`Defekte Blöcke`,"bad_blocks.none":`Bisher keine. Über {limit} ist der Test nicht bestanden.`,"bad_blocks.none_at_all":`Es wurden keine gefunden.`,"bad_blocks.errors":`{read} beim Lesen, {write} beim Schreiben, {corruption} falsch zurückgelesen`,"bad_blocks.limit":`nicht bestanden über {limit}`,"bad_blocks.first":`Die ersten Nummern, in Blöcken von {size} Bytes`,"plot.title":`Geschwindigkeit über die Oberfläche`,"plot.unit":`MB/s nach der Stelle auf dem Laufwerk`,"plot.phase":`Phase`,"plot.label":`Stelle auf dem Laufwerk. {phase}: von {first} am Anfang bis {last} am Ende, mindestens {least}.`,"plot.slow":`Langsam von {from} bis {to}: {speed}, erwartet {expected}`,"plot.more_slow_one":`und {count} weitere langsame Stelle`,"plot.more_slow_other":`und {count} weitere langsame Stellen`,"plot.temperatures":`Temperatur während des Tests: {least} bis {most}`,"pause.title":`Pausen`,"pause.person":`Von einer Person angehalten`,"pause.host":`Mit der ganzen NAS angehalten`,"pause.heat":`Abgekühlt`,"pause.still":`noch`,"stage_says.queued":`Wartet in der Warteschlange, bis er an der Reihe ist.`,"stage_says.not_reached":`Wurde nicht erreicht.`,"stage_says.next":`Ist als Nächstes dran.`,"stage_says.waits":`Wartet auf: {stage}.`,"stage_says.running":`Läuft.`,"stage_says.passed":`Ohne Beanstandung erledigt.`,"stage_says.failed":`Nicht bestanden; ein Grund wurde nicht genannt.`,"stage_says.cancelled":`Wurde vor seinem Ende abgebrochen.`,"stage_says.skipped":`Wurde ausgelassen.`,"stage_says.unknown":`Wie er endete, ist nicht bekannt.`,"smart.tests":`Selbsttests`,"smart.start":`Starten`,"smart.cancel":`Abbrechen`,"smart.start_named":`Starten: {name}`,"smart.cancel_named":`Abbrechen: {name}`,"smart.started":`{name} gestartet.`,"smart.cancelled":`{name} abgebrochen.`,"smart.at_hours":`im Alter von {hours} Stunden`,"smart.attributes":`Werte`,"smart.attribute":`Wert`,"smart.no_attributes":`Das Laufwerk meldet keine.`,"smart.before":`Vorher`,"smart.now":`Jetzt`,"smart.change":`Änderung`,"smart.same":`keine`,"smart.rose":`gestiegen um {by}`,"smart.fell":`gefallen um {by}`,"smart.trend":`{days} Tage`,"smart.trend_said":`{name}: von {first} auf {last} in {days} Tagen`,"smart.level":`gleich`,"smart.log":`Selbsttest-Protokoll`,"smart.no_log":`Im Protokoll des Laufwerks stehen keine Selbsttests.`,"smart.test":`Test`,"smart.end":`Ergebnis`,"smart.age":`Alter`,"smart.lba":`Erste defekte Adresse`,"smart.facts":`Angaben`,"profile.smart":`Selbsttest`,"self_test.short":`Kurzer Test`,"self_test.long":`Langer Test`,"self_test.conveyance":`Transporttest`,"self_test.selective":`Selektiver Test`,"self_test.other":`Anderer Test`,"fact.model":`Modell`,"fact.serial":`Seriennummer`,"fact.size":`Größe`,"fact.firmware":`Firmware`,"fact.wwn":`World Wide Name`,"fact.node":`Name im Kernel`,"fact.protocol":`Protokoll`,"fact.family":`Baureihe`,"fact.rotation":`Drehzahl`,"fact.logical_block":`Logischer Block`,"fact.physical_block":`Physischer Block`,"fact.power_on_hours":`Eingeschaltet`,"fact.farm_hours":`Eingeschaltet, laut Seagates Protokoll`,"fact.link":`Verbindung`,"fact.link_most":`Verbindung höchstens`,"fact.write_cache":`Schreibpuffer`,"fact.temperature_limit":`Temperaturgrenze`,"fact.read_at":`Gelesen`,"fact.note":`Notiz`,"protocol.ata":`ATA`,"protocol.scsi":`SCSI`,"protocol.nvme":`NVMe`,"protocol.unknown":`Unbekannt`,"facts.on":`an`,"facts.off":`aus`,"facts.rpm":`{value} U/min`,"facts.bytes":`{value} Bytes`,"facts.hours":`{value} h`,"events.none":`Noch ist nichts geschehen.`,"who.person":`Eine Person`,"who.automation":`Automatisierung`,"who.integration":`NAS Burn-In`,"history.title":`Burn-ins dieses Laufwerks`,"history.none":`Es gab noch keinen Burn-in.`,"history.certificate":`Zertifikat`,"history.export":`Als {format} exportieren`},Sn={"card.title":`Burn-in`,"card.picker_name":`NAS Burn-In: all drives`,"card.picker_description":`The drives of your NAS, their health and their burn-ins, in one table.`,"drive_card.picker_name":`NAS Burn-In: one drive`,"drive_card.picker_description":`One drive, its health and how far its burn-in is.`,"drive_card.no_drive":`This is a NAS. Choose one of its drives.`,"drive_card.missing":`This drive is not there any more.`,"nas_card.picker_name":`NAS Burn-In: one NAS`,"nas_card.picker_description":`One NAS: whether it answers, what it tests, and what needs you.`,"nas.missing":`This NAS is not there any more.`,"nas.connected":`Connected`,"nas.away":`Does not answer`,"nas.not_loaded":`Not set up`,"nas.running":`Running`,"nas.of":`{count} of {limit}`,"nas.queued":`Queued`,"nas.no_queue":`None`,"nas.finish":`All done`,"nas.ready":`{count}, {ready} ready`,"nas.attention":`Needs attention`,"nas.all_well":`Nothing needs your attention.`,"nas.more_one":`and {count} more drive`,"nas.more_other":`and {count} more drives`,"attention.failed":`The burn-in failed.`,"attention.unknown":`How the burn-in ended is not known.`,"attention.hot":`Too hot.`,"dashboard.name":`NAS Burn-In`,"dashboard.description":`All drives at a glance, and a view for each NAS.`,"dashboard.overview":`Overview`,"dashboard.drives":`Drives`,"dashboard.pause_all":`Pause all tests`,"dashboard.max_parallel":`Parallel tests`,"form.title":`Title`,"form.hosts":`NAS`,"form.hosts_help":`Shows the drives of these alone. Without a choice: of all.`,"form.summary":`Tell of the NAS, too`,"form.summary_help":`How many tests run, and what is to be known of each NAS, above the drives.`,"form.device":`Drive`,"form.name":`Name`,"column.drive":`Drive`,"column.serial":`Serial`,"column.size":`Size`,"column.temperature":`Temp`,"column.health":`Health`,"column.short":`Short SMART`,"column.long":`Long SMART`,"column.burn_in":`Burn-In`,"table.select":`Select {name}`,"table.select_all":`Select every drive that can be started`,"table.select_none":`Clear the selection`,"table.selected_one":`{count} drive selected`,"table.selected_other":`{count} drives selected`,"table.sort_by":`Sort by`,"table.natural":`Running first`,"table.ascending":`Ascending: turn around`,"table.descending":`Descending: turn around`,"bench.running":`{count} running`,"bench.queued":`{count} queued`,"bench.done":`done {time}`,"bench.idle":`Nothing is running`,"bench.waiting":`Waiting for Home Assistant…`,"bench.lost":`The connection is lost. This is what was known last.`,"bench.no_hosts":`No NAS has been added yet.`,"bench.none_of_these":`None of the chosen NAS is there.`,"bench.add_host":`Add a NAS`,"bench.no_drives":`No drives found.`,"host.not_loaded":`{name} is not set up.`,"host.not_connected":`{name} does not answer.`,"host.paused":`{name} is paused: its tests stand still, and none begins.`,"host.resume":`Resume`,"host.open_repairs":`Open repairs`,"drive.ready":`Ready`,"drive.gone":`Gone`,"temperature.warm":`, warm`,"temperature.hot":`, too hot`,"health.problems_one":`{count} problem`,"health.problems_other":`{count} problems`,"job.until":`done {time}`,"job.place":`no. {place}`,"job.stalled":`Stands still`,"job.waits":`Waits for its turn`,"job.bad_blocks_one":`{count} bad block`,"job.bad_blocks_other":`{count} bad blocks`,"job.progress_of":`Burn-in of {name}`,"start.open":`Start burn-in`,"start.title":`Start burn-in`,"start.profile":`Profile`,"start.erases":`(erases the drive)`,"start.stages":`Stages, in this order`,"start.add_stage":`Add: {name}`,"start.move_stage":`Move: {name}`,"start.remove_stage":`Remove: {name}`,"start.move_help":`Drag a stage by its handle, or move it with the arrow keys.`,"start.moved":`{name}: {position} of {count}`,"start.patterns":`Patterns`,"start.error_limit":`Bad blocks allowed`,"start.no_stages":`Choose at least one stage.`,"start.no_patterns":`Choose at least one pattern.`,"start.bad_limit":`The bad blocks allowed have to be 1 to 100000.`,"start.erases_nothing":`Nothing is erased.`,"start.erases_all_one":`Everything on this drive ({size}) will be erased.`,"start.erases_all_other":`Everything on these {count} drives ({size}) will be erased.`,"start.no_way_back":`There is no way to get it back.`,"start.drives_one":`Drive`,"start.drives_other":`Drives`,"start.queue_done":`All done {time}`,"start.submit_one":`Start {count} drive`,"start.submit_other":`Start {count} drives`,"start.submit_erase_one":`Erase and test {count} drive`,"start.submit_erase_other":`Erase and test {count} drives`,"start.answer":`{queued} queued, {skipped} skipped, {locked} locked`},Cn={"stage.short_smart":`Short self-test`,"stage.long_smart":`Long self-test`,"stage.conveyance_smart":`Conveyance self-test`,"stage.surface_validate":`Surface write and verify`,"stage.surface_read":`Surface read`,"stage.final_check":`Final check`,"stage_short.short_smart":`Short test`,"stage_short.long_smart":`Long test`,"stage_short.conveyance_smart":`Conveyance test`,"stage_short.surface_validate":`Write and verify`,"stage_short.surface_read":`Surface read`,"stage_short.final_check":`Final check`,"stage_state.pending":`Pending`,"stage_state.running":`Running`,"stage_state.passed":`Passed`,"stage_state.failed":`Failed`,"stage_state.cancelled":`Cancelled`,"stage_state.unknown":`Unknown`,"stage_state.skipped":`Skipped`,"pattern.aa":`0xAA`,"pattern.55":`0x55`,"pattern.ff":`0xFF`,"pattern.00":`0x00`,"pattern.random":`random`,"phase.write":`write`,"phase.verify":`verify`,"profile.standard":`Standard`,"profile.quick":`Quick`,"profile.soak":`Soak`,"profile.smart_only":`Self-tests only`,"profile.read_only":`Read only`,"profile.flash":`Flash`,"profile.custom":`Own stages`,"job_state.queued":`Queued`,"job_state.running":`Running`,"job_state.passed":`Passed`,"job_state.failed":`Failed`,"job_state.cancelled":`Cancelled`,"job_state.unknown":`Unknown`,"verdict.passed":`Passed`,"verdict.passed_with_notes":`Passed with notes`,"verdict.failed":`Failed`,"activity.testing":`Testing`,"activity.paused":`Paused`,"activity.cooling":`Cooling down`,"activity.reconnecting":`Reconnecting`,"activity.waiting":`Waiting for you`,"lock.free":`Free`,"lock.has_data":`Has data`,"lock.exported_pool":`Exported pool`,"lock.pool":`In a pool`,"lock.boot_pool":`Boot pool`,"lock.mounted":`Mounted`,"lock.in_use":`In use`,"lock.unknown":`Not known`,"test.idle":`Idle`,"test.running":`Running`,"test.passed":`Passed`,"test.failed":`Failed`,"test.aborted":`Aborted`,"test.interrupted":`Interrupted`,"test.unknown":`Unknown`,"health.ok":`OK`,"health.problem":`Problem`,"common.cancel":`Cancel`,"common.close":`Close`,"common.drives_one":`{count} drive`,"common.drives_other":`{count} drives`,"common.failed":`That did not work: {error}`,"common.none":`None`,"common.not_reported":`not reported`,"common.unknown":`Unknown`},wn={"drawer.tabs":`Parts of this drive`,"drawer.device":`Open the device page`,"drawer.loading":`Loading…`,"drawer.not_loaded":`Not loaded: {error}`,"drawer.retry":`Retry`,"drawer.more":`Show more`,"drawer.dismiss":`Dismiss`,"drawer.no_button":`The button “Resume burn-in” of this drive is disabled. Enable it first.`,"tab.burn_in":`Burn-in`,"tab.smart":`SMART`,"tab.events":`Events`,"tab.history":`History`,"deed.start":`Start burn-in`,"deed.cancel":`Cancel burn-in`,"deed.cancel_test":`Cancel self-test`,"deed.pause":`Pause`,"deed.resume":`Resume`,"deed.resume_job":`Go on`,"deed.unlock":`Unlock`,"deed.relock":`Lock again`,"cancel.title":`Cancel this burn-in?`,"cancel.running":`The test stops where it is, and can’t be continued. What it has written stays written.`,"cancel.queued":`It leaves the queue. Nothing has been written yet.`,"cancel.no":`Keep it`,"cancel.done":`The burn-in of {name} is cancelled.`,"unlock.title":`Unlock this drive?`,"unlock.destroys":`A burn-in would destroy this for good:`,"unlock.release":`Do this on the NAS first`,"unlock.what":`An unlock erases nothing by itself. It lets a burn-in that erases be started, for a short time.`,"unlock.type":`To unlock it, type`,"unlock.submit":`Unlock`,"unlock.done":`{name} is unlocked.`,"unlock.no_words":`It can’t be unlocked as it is now.`,"lock_says.unlocked":`Unlocked until {time}: a burn-in may erase what is on it.`,"burn_in.none":`There has been no burn-in yet.`,"burn_in.stage_of":`Stage {at} of {of}`,"burn_in.stage_percent":`{percent} of this stage`,"burn_in.pattern_of":`Pattern {at} of {of}`,"burn_in.within":`{percent} within the phase`,"burn_in.patterns":`Patterns`,"burn_in.pattern":`Pattern`,"burn_in.write":`Write`,"burn_in.verify":`Verify`,"burn_in.read":`Read`,"burn_in.pending":`to come`,"burn_in.half_done":`written`,"burn_in.done":`done`,"burn_in.not_reached":`not reached`,"burn_in.stopped":`stopped`,"burn_in.finished":`Finished`,"burn_in.stages":`Stages`,"burn_in.requested_by":`Asked for by {name}`,"vitals.title":`Vital signs`,"vitals.started":`Started`,"vitals.elapsed":`Elapsed`,"vitals.left":`Time left`,"vitals.finish":`Finish`,"vitals.ended":`Ended`,"vitals.took":`Took`,"vitals.takes":`Will take`,"vitals.queued":`Queued`,"vitals.place":`Place in the queue`,"vitals.speed":`Speed`,"vitals.temperature":`Temperature`,"vitals.not_yet":`not known yet`,"bad_blocks.title":`Bad blocks`,"bad_blocks.none":`None so far. The test fails beyond {limit}.`,"bad_blocks.none_at_all":`None were found.`,"bad_blocks.errors":`{read} on reading, {write} on writing, {corruption} read back wrong`,"bad_blocks.limit":`fails beyond {limit}`,"bad_blocks.first":`The first numbers, in blocks of {size} bytes`,"plot.title":`Speed over the surface`,"plot.unit":`MB/s over the position on the drive`,"plot.phase":`Phase`,"plot.label":`Position on the drive. {phase}: from {first} at the beginning to {last} at the end, at least {least}.`,"plot.slow":`Slow from {from} to {to}: {speed}, expected {expected}`,"plot.more_slow_one":`and {count} more slow place`,"plot.more_slow_other":`and {count} more slow places`,"plot.temperatures":`Temperature during the test: {least} to {most}`,"pause.title":`Pauses`,"pause.person":`Paused by a person`,"pause.host":`Paused with the whole NAS`,"pause.heat":`Cooled down`,"pause.still":`still`,"stage_says.queued":`Waits for its turn in the queue.`,"stage_says.not_reached":`Was not reached.`,"stage_says.next":`Is next.`,"stage_says.waits":`Waits for: {stage}.`,"stage_says.running":`Is under way.`,"stage_says.passed":`Done without complaints.`,"stage_says.failed":`Failed; no reason was given.`,"stage_says.cancelled":`Was cancelled before its end.`,"stage_says.skipped":`Was left out.`,"stage_says.unknown":`How it ended is not known.`,"smart.tests":`Self-tests`,"smart.start":`Start`,"smart.cancel":`Cancel`,"smart.start_named":`Start: {name}`,"smart.cancel_named":`Cancel: {name}`,"smart.started":`{name} started.`,"smart.cancelled":`{name} cancelled.`,"smart.at_hours":`at {hours} hours of age`,"smart.attributes":`Attributes`,"smart.attribute":`Attribute`,"smart.no_attributes":`The drive reports none.`,"smart.before":`Before`,"smart.now":`Now`,"smart.change":`Change`,"smart.same":`none`,"smart.rose":`rose by {by}`,"smart.fell":`fell by {by}`,"smart.trend":`{days} days`,"smart.trend_said":`{name}: from {first} to {last} in {days} days`,"smart.level":`level`,"smart.log":`Self-test log`,"smart.no_log":`The drive’s log has no self-tests.`,"smart.test":`Test`,"smart.end":`Result`,"smart.age":`Drive’s age`,"smart.lba":`First bad address`,"smart.facts":`Facts`,"profile.smart":`Self-test`,"self_test.short":`Short test`,"self_test.long":`Long test`,"self_test.conveyance":`Conveyance test`,"self_test.selective":`Selective test`,"self_test.other":`Other test`,"fact.model":`Model`,"fact.serial":`Serial`,"fact.size":`Size`,"fact.firmware":`Firmware`,"fact.wwn":`World wide name`,"fact.node":`Kernel name`,"fact.protocol":`Protocol`,"fact.family":`Family`,"fact.rotation":`Rotation`,"fact.logical_block":`Logical block`,"fact.physical_block":`Physical block`,"fact.power_on_hours":`Powered on`,"fact.farm_hours":`Powered on, by Seagate’s own log`,"fact.link":`Link`,"fact.link_most":`Link at most`,"fact.write_cache":`Write cache`,"fact.temperature_limit":`Temperature limit`,"fact.read_at":`Read`,"fact.note":`Note`,"protocol.ata":`ATA`,"protocol.scsi":`SCSI`,"protocol.nvme":`NVMe`,"protocol.unknown":`Unknown`,"facts.on":`on`,"facts.off":`off`,"facts.rpm":`{value} rpm`,"facts.bytes":`{value} bytes`,"facts.hours":`{value} h`,"events.none":`Nothing has happened yet.`,"who.person":`A person`,"who.automation":`Automation`,"who.integration":`NAS Burn-In`,"history.title":`Burn-ins of this drive`,"history.none":`There has been no burn-in yet.`,"history.certificate":`Certificate`,"history.export":`Export as {format}`},Tn={...Cn,...Sn,...wn},En={en:Tn,de:{...bn,...yn,...xn}};function Dn(e){let t=(e?.locale?.language??e?.language??document.documentElement.lang).split(`-`)[0]??``;return t in En?t:`en`}function On(e,t){return vn(e.replace(/\{(\w+)\}/g,(e,n)=>String(t[n]??e)))}function O(e,t,n={}){return On((En[Dn(e)]??Tn)[t],n)}function k(e,t,n){return n===null?``:(En[Dn(e)]??Tn)[`${t}.${n}`]??n}function A(e,t,n,r={}){let i=Dn(e),a=new Intl.PluralRules(i).select(n)===`one`?`one`:`other`;return On((En[i]??Tn)[`${t}_${a}`],{count:n,...r})}async function j(e,t,n,r={},i=!1){let{response:a}=await hn(e,e.callService(Jt,t,{device_id:[...n],...r},void 0,!1,i));return a}async function kn(e,t){let n=Object.values(e.entities).find(e=>e.device_id===t.device_id&&e.platform===`nas_burnin`&&e.translation_key===`resume`&&e.entity_id.startsWith(`button.`));if(!n)throw Error(O(e,`drawer.no_button`));let r={entity_id:n.entity_id};await hn(e,e.callService(`button`,`press`,r,void 0,!1))}async function An(e,t,n){if(n.device_id!==null)try{await j(t,`resume`,[n.device_id])}catch(n){jn(e,O(t,`common.failed`,{error:E(n)}))}}function jn(e,t){let n={message:t};e.dispatchEvent(new CustomEvent(`hass-notification`,{detail:n,bubbles:!0,composed:!0}))}function Mn(e){history.pushState(null,``,e),window.dispatchEvent(new CustomEvent(`location-changed`,{detail:{replace:!1}}))}var Nn=60,Pn=3600,Fn=24*Pn,In=`\xA0`,Ln=[`B`,`kB`,`MB`,`GB`,`TB`,`PB`];function Rn(e){switch(e.locale.number_format){case`comma_decimal`:return`en-US`;case`decimal_comma`:return`de`;case`space_comma`:return`fr`;case`quote_decimal`:return`de-CH`;case`system`:return;default:return e.locale.language}}var zn=new Map;function Bn(e,t){let n=JSON.stringify(e),r=zn.get(n);return r||zn.set(n,r=t()),r}function M(e,t,n=0){let r={maximumFractionDigits:n,useGrouping:e.locale.number_format!==`none`},i=e.locale.number_format===`none`?`en-US`:Rn(e);return Bn([`n`,i,r],()=>new Intl.NumberFormat(i,r)).format(t)}function N(e,t){let n=0,r=t;for(;r>=999.5&&n<Ln.length-1;)r/=1e3,n+=1;return vn(`${M(e,r,r<9.995?2:+(r<99.5))}${In}${Ln[n]}`)}function P(e,t){let n=t/1e6;return vn(`${M(e,n,+(n<9.95))}${In}MB/s`)}function Vn(e,t,n=0){let r=10**n;return vn(`${M(e,Math.floor(t*r+1e-9)/r,n)}${In}%`)}function Hn(e,t){let n=e.config.unit_system.temperature,r=n===`°F`?t*1.8+32:t;return vn(`${M(e,Math.round(r))}${In}${n}`)}function F(e,t){let n=Math.max(0,Math.round(t)),r=n>=Nn?Math.round(n/Nn)*Nn:n,i=[[Math.floor(r/Fn),`day`],[Math.floor(r%Fn/Pn),`hour`],[Math.floor(r%Pn/Nn),`minute`],[r%Nn,`second`]],a=Math.max(0,i.findIndex(([e])=>e>0)),o=r===0;return _n(i.slice(o?3:a,o?4:a+2).filter(([e])=>o||e>0).map(([t,n])=>Un(e,t,n)).join(` `))}function Un(e,t,n){let r={style:`unit`,unit:n,unitDisplay:`short`},i=e.locale.language;return Bn([`u`,i,n],()=>new Intl.NumberFormat(i,r)).format(t).replace(` `,In)}function Wn(e){return e.locale.time_zone===`server`?e.config.time_zone:void 0}function Gn(e){if(e.locale.time_format===`12`)return!0;if(e.locale.time_format===`24`)return!1}function Kn(e){return e.locale.time_format===`system`?void 0:e.locale.language}function qn(e,t,n){let r=Kn(e),i=Gn(e),a={...n},o=Wn(e);return o&&(a.timeZone=o),a.hour&&i!==void 0&&(a.hourCycle=i?`h12`:`h23`),_n(Bn([`t`,r,a],()=>new Intl.DateTimeFormat(r,a)).format(new Date(t)))}function Jn(e,t,n){let r={year:`numeric`,month:`numeric`,day:`numeric`};return qn(e,t,r)===qn(e,n,r)}function I(e,t,n=Date.now()){let r={hour:`numeric`,minute:`2-digit`},i=Date.parse(t);return Jn(e,i,n)?qn(e,i,r):i>n&&i-n<6*Fn*1e3?qn(e,i,{weekday:`short`,...r}):qn(e,i,{month:`short`,day:`numeric`,...r})}function Yn(e,t,n=Date.now()){let r=Date.parse(t)-n;return Jn(e,t,n)||r>0&&r<6*Fn*1e3?I(e,t,n):qn(e,t,{month:`short`,day:`numeric`})}function Xn(e,t){return qn(e,t,{year:`numeric`,month:`short`,day:`numeric`,hour:`numeric`,minute:`2-digit`})}var Zn=new Map,Qn=window.customElements,$n=250,er=3e4;function tr(){for(let[e,t]of Zn)window.customElements.get(e)||window.customElements.define(e,t)}var L=e=>t=>(Zn.set(e,t),t);function nr(){tr(),Qn.whenDefined(`home-assistant`).then(tr);let e=er/$n,t=setInterval(()=>{tr(),--e<=0&&clearInterval(t)},$n)}function R(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}var rr=[`connection`,`language`,`locale`,`config`,`user`],ir=class extends x{connectedCallback(){super.connectedCallback(),this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.unfollow()}get eager(){return!1}shouldUpdate(e){if(e.size>1||!e.has(`hass`)||this.eager)return!0;let t=e.get(`hass`);return!t||!this.hass||rr.some(e=>t[e]!==this.hass[e])}willUpdate(){this.follow()}get admin(){return this.hass?.user?.is_admin===!0}follow(){let{hass:e}=this;if(!this.isConnected||!e?.connection)return;let t=pn(e.connection);D(e)!==this.language&&t.speak(this.language=D(e)),e.connection!==this.source&&(this.unfollow(),this.source=e.connection,this.leave=t.subscribe(e=>this.bench=e))}unfollow(){this.leave?.(),this.leave=void 0,this.source=void 0,this.language=void 0}};R([S({attribute:!1})],ir.prototype,`hass`,void 0),R([C()],ir.prototype,`bench`,void 0);var z=e=>_`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${e}></path></svg>`,ar=h`
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
`,or=h`
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
`,B=[ar,or,h`
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
flex-wrap: wrap;
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
flex: 1 1 min(220px, calc(100% - 32px));
min-inline-size: 0;
overflow-wrap: anywhere;
}
/* On a line of its own where the text would be squeezed. */
.notice .button {
min-block-size: 32px;
margin-block: -6px;
margin-inline: auto -8px;
}
`];function sr(e,t,n,i){let{name:a}=t,o=e=>t.problem?`${e} ${t.problem}`:e;if(!t.loaded)return[{tone:`warm`,icon:r,text:o(O(e,`host.not_loaded`,{name:a}))}];let s=[];if(t.connected)t.problem&&s.push({tone:`warm`,icon:r,text:`${a}: ${t.problem}`});else{let t=o(O(e,`host.not_connected`,{name:a}));s.push({tone:`warm`,icon:ae,text:t})}if(t.waits_for){let r={tone:`warm`,icon:m,text:`${a}: ${t.waits_for}`};n&&(r.button={label:O(e,`host.open_repairs`),press:()=>Mn(`/config/repairs`)}),s.push(r)}if(t.gate&&s.push({tone:``,icon:l,text:`${a}: ${t.gate}`}),t.paused){let r={tone:``,icon:ue,text:O(e,`host.paused`,{name:a})};n&&t.device_id&&(r.button={label:O(e,`host.resume`),press:()=>i(t)}),s.push(r)}return s}function cr(e){let{button:t}=e;return _`<div class="notice ${e.tone}">
${z(e.icon)}
<div>${e.text}</div>
${t?_`<button class="button plain" @click=${t.press}>${t.label}</button>`:y}
</div>`}function lr(e,t,n,r,i){let a=n.flatMap(t=>sr(e,t,r,i));return t.status===`lost`&&a.unshift({tone:``,icon:`M13,9H11V7H13M13,17H11V11H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,text:O(e,`bench.lost`)}),a.length?_`<div class="banners" role="status">${a.map(e=>cr(e))}</div>`:y}function ur(e){if(typeof e!=`object`||!e)throw Error(`There is no configuration.`);return e}function dr(e,t){if(e[t]!==void 0&&typeof e[t]!=`string`)throw Error(`"${t}" has to be a text.`)}function fr(e){let t=ur(e);dr(t,`title`);let{hosts:n}=t;if(!(n===void 0||Array.isArray(n)&&n.every(e=>typeof e==`string`)))throw Error(`"hosts" has to be a list of device ids.`);if(t.summary!==void 0&&typeof t.summary!=`boolean`)throw Error(`"summary" has to be true or false.`);return t}function pr(e){let t=ur(e);if(dr(t,`name`),typeof t.device!=`string`||!t.device)throw Error(`"device" has to be the device id of a NAS.`);return t}function mr(e){let t=ur(e);if(dr(t,`name`),typeof t.device!=`string`||!t.device)throw Error(`"device" has to be the device id of a drive.`);return t}var hr=e=>O(void 0,`form.${e.name}`),gr=(...e)=>e.map(e=>({integration:`nas_burnin`,domain:e})),_r={device:{entity:gr(`button`,`lock`)}},vr=gr(`calendar`,`number`),yr={hosts:`form.hosts_help`,summary:`form.summary_help`},br=()=>({schema:[{name:`title`,selector:{text:{}}},{name:`hosts`,selector:{device:{multiple:!0,entity:vr}}},{name:`summary`,default:!0,selector:{boolean:{}}}],computeLabel:hr,computeHelper:e=>{let t=yr[e.name];return t&&O(void 0,t)},assertConfig:e=>void fr(e)}),xr=()=>({type:`custom:nas-burnin-card`}),Sr=()=>({schema:[{name:`device`,required:!0,selector:_r},{name:`name`,selector:{text:{}}}],computeLabel:hr,assertConfig:e=>void mr(e)}),Cr=e=>({type:`custom:nas-burnin-drive-card`,device:$t(e)[0]?.id??``}),wr=()=>({schema:[{name:`device`,required:!0,selector:{device:{entity:vr}}},{name:`name`,selector:{text:{}}}],computeLabel:e=>e.name===`device`?O(void 0,`form.hosts`):hr(e),assertConfig:e=>void pr(e)}),Tr=e=>({type:`custom:nas-burnin-host-card`,device:Qt(e)[0]?.id??``}),Er=h`
.sorting {
display: none;
}
.middle-only,
.narrow-only,
.which {
display: none;
}
@container (max-width: 1100px) {
.row {
--columns: minmax(150px, 2fr) 68px 84px 112px 112px 112px minmax(232px, 3fr);
}
.choosing .row {
--columns: 48px minmax(150px, 2fr) 68px 84px 112px 112px 112px minmax(232px, 3fr);
}
.serial {
display: none;
}
.below.wide-only {
display: none;
}
.below.middle-only {
display: block;
}
}
@container (max-width: 920px) {
.below.middle-only {
display: none;
}
.below.narrow-only {
display: block;
}
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
grid-template-columns: minmax(0, 1fr) auto auto;
grid-template-areas:
"drive health temperature"
"burn burn burn";
row-gap: 4px;
padding-block: 10px;
padding-inline: 8px;
}
.choosing .row[data-key] {
grid-template-columns: 40px minmax(0, 1fr) auto auto;
grid-template-areas:
"choice drive health temperature"
"choice burn burn burn";
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
.burn-in {
grid-area: burn;
}
/* Each on a line of its own below, and none where there is nothing to say. */
.short,
.long {
grid-column: burn;
display: flex;
align-items: center;
justify-content: space-between;
gap: 8px;
}
.which {
display: block;
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
`;function V(e){let{name:t,serial:n}=e;return n&&t.endsWith(` ${n}`)?t.slice(0,-n.length-1):t}function Dr(e){let t=V(e);return[e.serial,e.model].find(e=>e&&!t.includes(e))??null}var H=e=>e.filter(Boolean).join(` · `),Or=`important`,kr=` !`+Or,Ar=Pt(class extends Ft{constructor(e){if(super(e),e.type!==Nt.ATTRIBUTE||e.name!==`style`||e.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(e){return Object.keys(e).reduce((t,n)=>{let r=e[n];return r==null?t:t+`${n=n.includes(`-`)?n:n.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,`-$&`).toLowerCase()}:${r};`},``)}update(e,[t]){let{style:n}=e.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(t)),this.render(t);for(let e of this.ft)t[e]??(this.ft.delete(e),e.includes(`-`)?n.removeProperty(e):n[e]=null);for(let e in t){let r=t[e];if(r!=null){this.ft.add(e);let t=typeof r==`string`&&r.endsWith(kr);e.includes(`-`)||t?n.setProperty(e,t?r.slice(0,-11):r,t?Or:``):n[e]=r}}return v}}),jr=(e,t)=>A(e,`job.bad_blocks`,t,{count:M(e,t)}),Mr=.5;function Nr(e){return e.state!==`running`||e.finish===null?null:(e.percent??0)>=Mr?e.finish:null}var Pr={testing:[fe,`busy`],paused:[ue,`warm`],cooling:[ge,`warm`],reconnecting:[ae,`warm`],waiting:[m,`warm`]},Fr={passed:[o,`ok`],passed_with_notes:[s,`ok`],failed:[d,`bad`],cancelled:[ve,`quiet`],unknown:[ne,`warm`]},Ir=({stages:e})=>e.some(({state:e})=>e===`pending`)&&!e.some(({state:e})=>e===`running`);function Lr(e,t,n){let i=t.activity??`testing`,a=i===`testing`&&Ir(t),[o,s]=t.stalled_since?[r,`warm`]:a?[l,`quiet`]:Pr[i]??[`M10,16.5V7.5L16,12M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,`busy`],c=Nr(t),u=[t.percent===null?``:Vn(e,t.percent,+(t.percent<10)),t.bad_blocks?jr(e,t.bad_blocks):``,c?Yn(e,c,n):``],d=k(e,`stage_short`,t.stage),f=a?O(e,`job.waits`):i===`testing`&&d?d:k(e,`activity`,i);return{icon:o,tone:s,word:t.stalled_since?O(e,`job.stalled`):f,detail:u.filter(Boolean).join(` · `),percent:t.percent??0}}function Rr(e,t,n){let r=t.job;if(!r)return null;if(r.state===`running`)return Lr(e,r,n);if(r.state===`queued`){let t=r.queue_position;return{icon:l,tone:`quiet`,word:k(e,`job_state`,`queued`),detail:t===null?``:O(e,`job.place`,{place:t}),percent:null}}let i=r.state===`passed`?r.verdict??`passed`:r.state,[a,o]=Fr[i]??[`M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z`,`warm`];return{icon:a,tone:o,word:k(e,i===r.state?`job_state`:`verdict`,i),detail:r.ended?Yn(e,r.ended,n):``,percent:null}}var U=e=>_`<span class="dash quiet" aria-hidden="true">–</span
><span class="hidden">${O(e,`common.not_reported`)}</span>`;function W(e,t,n){return _`<span class="state ${e}"
>${t?z(t):y}<span class="word ellipsis">${n}</span></span
>`}function zr(e,t,n=!1){let r=Math.min(100,Math.max(0,t));return _`<span
class=${w({bar:!0,warm:n})}
role="progressbar"
aria-label=${e}
aria-valuemin="0"
aria-valuemax="100"
aria-valuenow=${Math.floor(r)}
><span style=${Ar({transform:`scaleX(${(r/100).toFixed(4)})`})}></span
></span>`}function Br(e,t){return t.size===null?U(e):N(e,t.size)}function Vr(e,t){if(t.temperature===null)return U(e);let n=Hn(e,t.temperature);if(t.temperature_level===`hot`){let t=_`${n}<span class="hidden">${O(e,`temperature.hot`)}</span>`;return _`<span class="state bad">${z(p)}<span class="word">${t}</span></span>`}if(t.temperature_level===`warm`){let t=_`${n}<span class="hidden">${O(e,`temperature.warm`)}</span>`;return _`<span class="state warm"
>${z(`M17 13V7H19V13H17M17 17V15H19V17H17M13 13V5C13 3.3 11.7 2 10 2S7 3.3 7 5V13C4.8 14.7 4.3 17.8 6 20S10.8 22.7 13 21 15.7 16.2 14 14C13.7 13.6 13.4 13.3 13 13M10 4C10.6 4 11 4.4 11 5V8H9V5C9 4.4 9.4 4 10 4Z`)}<span class="word">${t}</span></span
>`}return _`<span class="state"><span class="word">${n}</span></span>`}function Hr(e,t){if(t.health===null)return U(e);if(t.health===`ok`)return W(`ok`,o,k(e,`health`,`ok`));let n=t.problems.length;return W(`bad`,r,n>1?A(e,`health.problems`,n):k(e,`health`,`problem`))}var Ur={idle:[null,`quiet`],running:[pe,`busy`],passed:[o,`ok`],failed:[d,`bad`],aborted:[re,`quiet`],interrupted:[re,`warm`],unknown:[re,`quiet`]};function Wr(e,t){if(!t)return U(e);let[n,r]=Ur[t.state]??Ur.unknown;return t.state===`idle`?_`<span class="quiet">${k(e,`test`,`idle`)}</span>`:W(r,n,t.state===`running`&&t.percent!==null?Vn(e,t.percent):k(e,`test`,t.state))}var Gr=e=>e!==null&&[`running`,`failed`,`interrupted`].includes(e.state);function Kr(e,t,n){let r=Rr(e,t,n);if(!r)return t.present?t.startable?_`<span class="quiet">${O(e,`drive.ready`)}</span>`:_`<span class="quiet">${qr(e,t)}</span>`:_`<span class="quiet">${O(e,`drive.gone`)}</span>`;let i=_`<span class="line"
>${W(r.tone,r.icon,r.word)} <span
class="quiet small number ellipsis"
title=${r.detail||y}
>${r.detail}</span
></span
>`;return r.percent===null?i:_`${i}${zr(O(e,`job.progress_of`,{name:t.name}),r.percent,r.tone===`warm`)}`}function qr(e,t){return t.lock.state===`free`?U(e):k(e,`lock`,t.lock.state)}var Jr=e=>e.startable&&e.device_id!==null;function Yr(e,t){let n=[...e].filter(e=>{let n=t.get(e);return n!==void 0&&Jr(n)});return n.length===e.size?e:new Set(n)}function Xr(e,t,n){let r=new Set(e);for(let e of t)n?r.add(e):r.delete(e);return r}function Zr(e,t){let n=t.filter(Jr),r=n.filter(t=>e.has(t.key)).length;return r===0?`none`:r===n.length?`all`:`some`}function Qr(e,t){let{hass:n}=t;if(Jr(e))return _`<label class="check"
><input
type="checkbox"
data-key=${e.key}
.checked=${t.selected}
aria-label=${O(n,`table.select`,{name:e.name})}
/></label>`;if(e.lock.state===`free`||e.job?.state===`running`)return _``;let r=k(n,`lock`,e.lock.state),i=e.lock.unlocked_until!==null;return _`<span class="check locked" role="img" aria-label=${r} title=${[r,...e.lock.reasons].join(`. `)}
>${z(i?se:oe)}</span
>`}function $r(e,t){let{hass:n,host:r}=t,i=V(e).includes(e.model??``)?null:e.model,a=e.size===null?null:N(n,e.size);return _`<span class="below quiet small ellipsis wide-only"
>${H([i,r,e.node])}</span
><span class="below quiet small ellipsis middle-only">${H([Dr(e),r])}</span
><span class="below quiet small ellipsis narrow-only">${H([Dr(e),a,r])}</span>`}function ei(e,t,n){let r=!Gr(n);return _`<div class=${w({[t]:!0,still:r})} role="cell">
${Wr(e,n)}
${r?y:_`<span class="which quiet small">${O(e,`column.${t}`)}</span>`}
</div>`}function ti(e,t){let{hass:n,now:r,choosing:i}=t;return _`
<div
class=${w({row:!0,gone:!e.present,selected:t.selected})}
role="row"
data-key=${e.key}
>
${i?_`<div class="choice" role="cell">${Qr(e,t)}</div>`:y}
<div class="drive" role="cell">
<button class="name ellipsis" title=${V(e)} aria-haspopup="dialog">
${V(e)}
</button>
${$r(e,t)}
</div>
<div class="serial number ellipsis" title=${e.serial??y} role="cell">
${e.serial??U(n)}
</div>
<div class="size number" role="cell">${Br(n,e)}</div>
<div class="temperature number" role="cell">${Vr(n,e)}</div>
<div class="health" role="cell">${Hr(n,e)}</div>
${ei(n,`short`,e.short_test)} ${ei(n,`long`,e.long_test)}
<div class="burn-in" role="cell">${Kr(n,e,r)}</div>
</div>
`}var ni=[`drive`,`serial`,`size`,`temperature`,`health`,`short`,`long`,`burn_in`],ri=new Intl.Collator(void 0,{numeric:!0,sensitivity:`base`}),ii={failed:0,interrupted:1,aborted:2,unknown:3,running:4,idle:5,passed:6};function ai(e){return e?ii[e.state]+(e.percent??0)/1e3:null}function oi(e){let t=e.job;if(!t)return null;switch(t.state){case`running`:return(100-(t.percent??0))/1e3;case`queued`:return 1+(t.queue_position??0)/1e4;case`unknown`:return 2;case`failed`:return 3;case`cancelled`:return 4;case`passed`:return t.verdict===`passed_with_notes`?5:6}}var si={drive:e=>e.name||null,serial:e=>e.serial||null,size:e=>e.size,temperature:e=>e.temperature,health:e=>e.health&&+(e.health===`ok`),short:e=>ai(e.short_test),long:e=>ai(e.long_test),burn_in:oi};function ci(e,t){return typeof e==`string`&&typeof t==`string`?ri.compare(e,t):Number(e)-Number(t)}var li={running:0,queued:1};function ui(e,t){return(li[e.job?.state??``]??2)-(li[t.job?.state??``]??2)}function di(e){let t=t=>e.get(t.host)?.name??``;return(e,n)=>ui(e,n)||e.job?.state===`queued`&&n.job?.state===`queued`&&(e.job.queue_position??1/0)-(n.job.queue_position??1/0)||ri.compare(t(e),t(n))||ri.compare(e.name,n.name)||ri.compare(e.key,n.key)}function fi(e,t,n){let r=di(t),i=[...e].sort(r);if(!n)return i;let a=si[n.column],o=n.direction===`ascending`?1:-1;return i.map((e,t)=>({drive:e,at:t,value:a(e)})).sort((e,t)=>e.value===null||t.value===null?Number(e.value===null)-Number(t.value===null)||e.at-t.at:o*ci(e.value,t.value)||e.at-t.at).map(({drive:e})=>e)}function pi(e,t){return e?.column===t?e.direction===`ascending`?{column:t,direction:`descending`}:null:{column:t,direction:`ascending`}}var mi=e=>typeof e==`object`&&!!e&&ni.includes(e.column)&&[`ascending`,`descending`].includes(e.direction);function hi(e){try{let t=JSON.parse(localStorage.getItem(e)??`null`);return mi(t)?t:null}catch(e){return console.debug(`nas_burnin:`,e),null}}function gi(e,t){try{t?localStorage.setItem(e,JSON.stringify(t)):localStorage.removeItem(e)}catch(e){console.debug(`nas_burnin:`,e)}}var _i=h`
ha-card {
display: block;
}
.card {
container-type: inline-size;
padding-block-end: 4px;
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
`,vi=h`
.table {
--test: 108px;
--columns: minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px var(--test) var(--test)
minmax(240px, 2.6fr);
}
.table.choosing {
--columns: 52px minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px var(--test) var(--test)
minmax(240px, 2.6fr);
}
@container (min-width: 1200px) {
.table {
--test: 128px;
}
}
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
`,yi=6e4,G=class extends ir{constructor(...e){super(...e),this.preview=!1,this.sorting=null,this.selection=new Set,this.opened=null,this.starting=null}static{this.styles=[...B,_i,vi,Er]}static{this.getConfigForm=br}static{this.getStubConfig=xr}setConfig(e){this.config=fr(e)}getCardSize(){return 4+(this.bench?.drives.size??4)}getGridOptions(){return{columns:`full`,min_columns:6,rows:`auto`}}get eager(){return this.opened!==null||this.starting!==null}willUpdate(e){super.willUpdate();let t=this.memoryName();t&&t!==this.memory&&(this.memory=t,this.sorting=hi(t)),e?.has(`bench`)&&this.bench&&(this.selection=Yr(this.selection,this.bench.drives),this.opened&&this.bench.status===`live`&&!this.bench.drives.has(this.opened)&&(this.opened=null))}memoryName(){if(!this.hass||!this.config)return null;let e=[...this.config.hosts??[]].sort().join(`,`);return`nas_burnin.sort.${this.hass.user?.id??``}.${e}`}hosts(){let e=this.config?.hosts,t=[...this.bench?.hosts.values()??[]];return e?.length?t.filter(t=>t.device_id!==null&&e.includes(t.device_id)):t}render(){let{hass:e,bench:t,config:n}=this;if(!e||!t||!n)return y;let r=this.hosts(),i=new Set(r.map(e=>e.id)),a=fi([...t.drives.values()].filter(e=>i.has(e.host)),t.hosts,this.sorting);return _`
<ha-card>
<div class="card">
${this.heading(e,r)}
${n.summary===!1?y:lr(e,t,r,this.admin,t=>void An(this,e,t))}
${a.length?this.table(e,a,r):this.nothingThere(e,r)}
${this.selectionBar(e)}
</div>
</ha-card>
${this.overlays(e)}
`}heading(e,t){let n=t.reduce((e,t)=>e+t.running,0),r=t.reduce((e,t)=>e+t.queued,0),i=t.map(e=>e.queue_finish).filter(e=>e!==null).sort((e,t)=>Date.parse(t)-Date.parse(e))[0],a=[n?O(e,`bench.running`,{count:n}):``,r?O(e,`bench.queued`,{count:r}):``,i?O(e,`bench.done`,{time:I(e,i,this.now())}):``].filter(Boolean),o=t.length?O(e,`bench.idle`):``;return _`<header>
<h2>${this.config?.title??O(e,`card.title`)}</h2>
${this.config?.summary===!1?y:_`<p class="quiet number">${a.join(` · `)||o}</p>`}
</header>`}table(e,t,n){let r=this.admin,i=n.length>1?new Map(n.map(e=>[e.id,e.name])):null,a=this.now(),o=Math.floor(a/yi);return _`
${this.sortingMenu(e)}
<div
class=${w({table:!0,choosing:r,stale:this.bench.status!==`live`})}
role="table"
aria-label=${this.config?.title??O(e,`card.title`)}
aria-rowcount=${t.length+1}
>
<div role="rowgroup" class="head">
<div class="row" role="row">
${r?this.selectAll(e,t):y}
${ni.map(t=>this.columnHeader(e,t))}
</div>
</div>
<div
role="rowgroup"
@click=${this.clickedRow}
@change=${this.ticked}
@keydown=${this.keyed}
>
${qt(t,e=>e.key,t=>{let n=this.selection.has(t.key),s=i?.get(t.host)??null;return Lt([t,n,s,o,r,e.locale,e.language,e.config],()=>ti(t,{hass:e,now:a,choosing:r,host:s,selected:n}))})}
</div>
</div>
`}selectAll(e,t){let n=Zr(this.selection,t),r=t.filter(Jr).map(e=>e.key);return _`<div class="choice" role="columnheader">
<label class="check"
><input
type="checkbox"
aria-label=${O(e,`table.select_all`)}
.checked=${n===`all`}
.indeterminate=${n===`some`}
?disabled=${r.length===0}
@change=${e=>{let t=e.target.checked;this.selection=Xr(this.selection,r,t)}}
/></label>
</div>`}columnHeader(e,t){let n=this.sorting?.column===t?this.sorting.direction:null,r=n===`descending`?i:a;return _`<div
class=${w({[t.replace(`_`,`-`)]:!0,sorted:n!==null})}
role="columnheader"
aria-sort=${n??`none`}
>
<button @click=${()=>this.sortBy(pi(this.sorting,t))}>
<span>${O(e,`column.${t}`)}</span>${z(r)}
</button>
</div>`}sortingMenu(e){let{sorting:t}=this;return _`<div class="sorting">
<span class="icon-box">${z(`M9,3L5,7H8V14H10V7H13M16,17V10H14V17H11L15,21L19,17H16Z`)}</span>
<select aria-label=${O(e,`table.sort_by`)} @change=${e=>{let n=e.target.value;this.sortBy(n?{column:n,direction:t?.direction??`ascending`}:null)}}>
<option value="" ?selected=${!t}>${O(e,`table.natural`)}</option>
${ni.map(n=>_`<option value=${n} ?selected=${t?.column===n}>
${O(e,`column.${n}`)}
</option>`)}
</select>
${t?_`<button
class="round"
aria-label=${O(e,`table.${t.direction}`)}
@click=${()=>{if(!t)return;let e=t.direction===`ascending`?`descending`:`ascending`;this.sortBy({...t,direction:e})}}
>
${z(t.direction===`ascending`?a:i)}
</button>`:y}
</div>`}nothingThere(e,t){let{status:n,problem:r}=this.bench;if(n===`waiting`)return _`<div class="empty" role="status">
<span class="spinner"></span>
<p>${O(e,`bench.waiting`)}</p>
${r?_`<p class="quiet small">${r}</p>`:y}
</div>`;if(!t.length){let t=!!(this.config?.hosts?.length&&this.bench.hosts.size);return _`<div class="empty">
${z(ce)}
<p>${O(e,t?`bench.none_of_these`:`bench.no_hosts`)}</p>
${this.admin&&!t?_`<button class="button main" @click=${()=>Mn(`/config/integrations/dashboard/add?domain=nas_burnin`)}>
${O(e,`bench.add_host`)}
</button>`:y}
</div>`}return _`<div class="empty">
${z(ee)}
<p>${O(e,`bench.no_drives`)}</p>
</div>`}selectionBar(e){let t=this.selection.size;return _`<div class=${w({chosen:!0,up:t>0})} ?inert=${t===0}>
<button
class="round"
aria-label=${O(e,`table.select_none`)}
@click=${()=>this.selection=new Set}
>
${z(u)}
</button>
<span class="count" role="status">${t?A(e,`table.selected`,t):``}</span>
<button class="button main" aria-haspopup="dialog" @click=${()=>{let e=[...this.selection].map(e=>this.bench?.drives.get(e));this.starting=e.filter(e=>e!==void 0)}}>
${O(e,`start.open`)}
</button>
</div>`}overlays(e){let t=this.opened===null?void 0:this.bench?.drives.get(this.opened);return _`
${t?_`<nas-burnin-drawer
.hass=${e}
.row=${t}
@close=${()=>this.opened=null}
></nas-burnin-drawer>`:y}
${this.starting?_`<nas-burnin-start
.hass=${e}
.drives=${this.starting}
.profiles=${this.profilesFor(this.starting)}
@started=${()=>this.selection=new Set}
@close=${()=>this.starting=null}
></nas-burnin-start>`:y}
`}profilesFor(e){let{hosts:t,profiles:n}=this.bench,[r=[],...i]=[...new Set(e.map(({host:e})=>e))].map(e=>t.get(e)?.profiles??[]),a=r.filter(e=>i.every(t=>t.some(t=>JSON.stringify(t)===JSON.stringify(e))));return[...n,...a]}sortBy(e){this.sorting=e,this.memory&&gi(this.memory,e)}now(){return Date.now()+(this.bench?.skew??0)}clickedRow(e){let t=e.target;if(t.closest(`.check`))return;let n=t.closest(`.row`)?.dataset.key;n&&!getSelection()?.toString()&&(this.opened=n)}ticked(e){let t=e.target;t.dataset.key&&(this.selection=Xr(this.selection,[t.dataset.key],t.checked))}keyed(e){let t=e.key===`ArrowDown`?1:e.key===`ArrowUp`?-1:0,n=e.target.closest(`.name`);if(!t||!n)return;let r=[...this.renderRoot.querySelectorAll(`.name`)];r[r.indexOf(n)+t]?.focus(),e.preventDefault()}};R([S({attribute:!1})],G.prototype,`preview`,void 0),R([C()],G.prototype,`config`,void 0),R([C()],G.prototype,`sorting`,void 0),R([C()],G.prototype,`selection`,void 0),R([C()],G.prototype,`opened`,void 0),R([C()],G.prototype,`starting`,void 0),G=R([L(`nas-burnin-card`)],G);var bi=class extends ir{constructor(...e){super(...e),this.opened=!1}static{this.getConfigForm=Sr}static{this.getStubConfig=Cr}static{this.styles=[...B,h`
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
`]}setConfig(e){this.config=mr(e)}getCardSize(){return 3}getGridOptions(){return{columns:6,min_columns:6,rows:`auto`}}get eager(){return this.opened}drive(){let e=this.config?.device;for(let t of this.bench?.drives.values()??[])if(t.device_id===e)return t}render(){let{hass:e,bench:t,config:n}=this;if(!e||!t||!n)return y;let r=this.drive();if(!r)return this.missing(e,t);let i=r.job?.state===`running`,a=r.health===`problem`?`bad`:i?`busy`:``,o=r.size===null?null:N(e,r.size);return _`
<ha-card class="known ${a}">
<div class="body">
<div class="top">
<span class="picture">${z(r.present?ee:te)}</span>
<div class="names">
<button
class="name ellipsis"
aria-haspopup="dialog"
@click=${()=>this.opened=!0}
>
${n.name??V(r)}
</button>
<span class="quiet small ellipsis number"
>${H([Dr(r),o])}</span
>
</div>
<span class="number">${Vr(e,r)}</span>
</div>
<div class="job">${this.job(e,r)}</div>
<dl>
<div>
<dt>${O(e,`column.health`)}</dt>
<dd>${Hr(e,r)}</dd>
</div>
<div>
<dt>${O(e,`column.short`)}</dt>
<dd>${Wr(e,r.short_test)}</dd>
</div>
<div>
<dt>${O(e,`column.long`)}</dt>
<dd>${Wr(e,r.long_test)}</dd>
</div>
</dl>
</div>
</ha-card>
${this.opened?_`<nas-burnin-drawer
.hass=${e}
.row=${r}
@close=${()=>this.opened=!1}
></nas-burnin-drawer>`:y}
`}job(e,t){return!t.job&&t.lock.state!==`free`?W(`quiet`,oe,k(e,`lock`,t.lock.state)):Kr(e,t,Date.now()+this.bench.skew)}lack(e,t){let n=this.config?.device??``;if(t.status===`waiting`)return O(e,`bench.waiting`);for(let r of t.hosts.values()){if(r.device_id===n)return O(e,`drive_card.no_drive`);if(!r.loaded&&e.devices[n]?.config_entries.includes(r.id))return O(e,`host.not_loaded`,{name:r.name})}return O(e,`drive_card.missing`)}missing(e,t){let n=e.devices[this.config.device],r=this.config.name??(n&&Xt(n));return _`<ha-card>
<div class="body">
<div class="top">
<span class="picture">${z(t.status===`waiting`?ee:te)}</span>
<div class="names" role="status">
${r?_`<span class="name">${r}</span>`:y}
<span class="quiet">${this.lack(e,t)}</span>
</div>
</div>
</div>
</ha-card>`}};R([C()],bi.prototype,`config`,void 0),R([C()],bi.prototype,`opened`,void 0),bi=R([L(`nas-burnin-drive-card`)],bi);var K=class extends x{constructor(...e){super(...e),this.heading=``,this.subheading=``,this.text=``,this.yes=``,this.no=``,this.busy=!1,this.problem=null}static{this.styles=[...B,h`
p {
margin: 0;
}
.notice {
margin-block-start: 16px;
}
`]}render(){return _`<nas-burnin-dialog
.hass=${this.hass}
.heading=${this.heading}
.subheading=${this.subheading}
.busy=${this.busy}
@close=${()=>this.dispatchEvent(new CustomEvent(`close`))}
>
<p>${this.text}</p>
<div role="alert">
${this.problem===null?y:_`<div class="notice bad">${z(r)}<div>${this.problem}</div></div>`}
</div>
<button
slot="footer"
class="button plain no"
autofocus
?disabled=${this.busy}
@click=${()=>this.dialog.close()}
>
${this.no}
</button>
<button slot="footer" class="button danger yes" ?disabled=${this.busy} @click=${this.confirmed}>
${this.yes}
</button>
</nas-burnin-dialog>`}async confirmed(){this.busy=!0,this.problem=null;try{await this.run(),this.busy=!1,this.dialog.close()}catch(e){this.busy=!1,this.problem=O(this.hass,`common.failed`,{error:E(e)})}}};R([S({attribute:!1})],K.prototype,`hass`,void 0),R([S()],K.prototype,`heading`,void 0),R([S()],K.prototype,`subheading`,void 0),R([S()],K.prototype,`text`,void 0),R([S()],K.prototype,`yes`,void 0),R([S()],K.prototype,`no`,void 0),R([S({attribute:!1})],K.prototype,`run`,void 0),R([C()],K.prototype,`busy`,void 0),R([C()],K.prototype,`problem`,void 0),R([At(`nas-burnin-dialog`)],K.prototype,`dialog`,void 0),K=R([L(`nas-burnin-confirm`)],K);var q=class extends x{constructor(...e){super(...e),this.typed=``,this.busy=!1,this.problem=null}static{this.styles=[...B,h`
p,
ul,
ol {
margin: 0;
}
ul,
ol {
padding-inline-start: 20px;
}
li {
overflow-wrap: anywhere;
}
h3 {
margin: 0 0 4px;
font-size: inherit;
font-weight: var(--nb-medium);
}
section {
margin-block-start: 20px;
}
code {
padding: 2px 6px;
border-radius: 4px;
background: var(--nb-field);
font-family: var(--ha-font-family-code, ui-monospace, monospace);
user-select: none;
white-space: nowrap;
}
label {
display: block;
margin-block-end: 8px;
}
input {
inline-size: 100%;
}
input[aria-invalid="true"] {
border-color: var(--nb-bad);
}
.problem {
display: flex;
gap: 6px;
margin-block-start: 8px;
color: var(--nb-bad-text);
overflow-wrap: anywhere;
}
`]}render(){let{hass:e,row:t}=this,{words:n}=t.lock,r=t.size===null?null:N(e,t.size);return _`<nas-burnin-dialog
.hass=${e}
.heading=${O(e,`unlock.title`)}
.subheading=${H([V(t),Dr(t),r])}
.busy=${this.busy}
@close=${()=>this.dispatchEvent(new CustomEvent(`close`))}
>
${this.destroyed()} ${this.release()} ${n===null?this.hopeless():this.entry(n)}
<button slot="footer" class="button plain" ?disabled=${this.busy} @click=${this.leave}>
${O(e,n===null?`common.close`:`common.cancel`)}
</button>
${n===null?y:_`<button
slot="footer"
class="button danger"
?disabled=${this.busy||!this.typed.trim()}
@click=${this.submit}
>
${O(e,`unlock.submit`)}
</button>`}
</nas-burnin-dialog>`}destroyed(){let{hass:e,row:t}=this;return _`<div class="notice bad">
${z(n)}
<div>
<h3>${k(e,`lock`,t.lock.state)}</h3>
<p>${O(e,`unlock.destroys`)}</p>
<ul>
${t.lock.reasons.map(e=>_`<li><bdi>${e}</bdi></li>`)}
</ul>
</div>
</div>`}release(){let{release:e}=this.row.lock;return e.length?_`<section>
<h3>${O(this.hass,`unlock.release`)}</h3>
<ol>
${e.map(e=>_`<li><bdi>${e}</bdi></li>`)}
</ol>
</section>`:y}hopeless(){return _`<section>${O(this.hass,`unlock.no_words`)}</section>`}entry(e){let{hass:t}=this;return _`<section>
<p class="quiet">${O(t,`unlock.what`)}</p>
</section>
<section>
<label for="words">${O(t,`unlock.type`)} <code dir="ltr">${e}</code></label>
<input
id="words"
type="text"
dir="ltr"
autofocus
autocomplete="off"
autocapitalize="off"
spellcheck="false"
aria-invalid=${this.problem!==null}
aria-describedby="problem"
?disabled=${this.busy}
.value=${this.typed}
@input=${this.changed}
@keydown=${this.keyed}
/>
<div id="problem" role="alert">
${this.problem===null?y:_`<div class="problem">${z(r)}<bdi>${this.problem}</bdi></div>`}
</div>
</section>`}changed(e){this.typed=e.target.value,this.problem=null}keyed(e){e.key===`Enter`&&this.typed.trim()&&this.submit()}leave(){this.dialog.close()}async submit(){let{hass:e,row:t}=this;if(!(this.busy||t.device_id===null)){this.busy=!0,this.problem=null;try{await j(e,`unlock`,[t.device_id],{confirmation:this.typed.trim()}),jn(this,O(e,`unlock.done`,{name:V(t)})),this.busy=!1,this.dialog.close()}catch(e){this.busy=!1,this.problem=E(e),await this.updateComplete,this.field.focus(),this.field.select()}}}};R([S({attribute:!1})],q.prototype,`hass`,void 0),R([S({attribute:!1})],q.prototype,`row`,void 0),R([C()],q.prototype,`typed`,void 0),R([C()],q.prototype,`busy`,void 0),R([C()],q.prototype,`problem`,void 0),R([At(`nas-burnin-dialog`)],q.prototype,`dialog`,void 0),R([At(`input`)],q.prototype,`field`,void 0),q=R([L(`nas-burnin-unlock`)],q);function xi(e,t){if(!(e>0))return[0];let n=e/t,r=10**Math.floor(Math.log10(n)),i=[1,2,2.5,5,10].find(e=>e*r>=n*.999)*r;return Array.from({length:Math.ceil(e/i-1e-9)+1},(e,t)=>t*i)}function Si(e){let t=1/0,n=-1/0;for(let r of e)t=Math.min(t,r),n=Math.max(n,r);return t>n?[0,1]:t===n?[t-1,n+1]:[t,n]}var Ci=(e,[t,n])=>n===t?0:(e-t)/(n-t);function wi(e,t,n,r,i){let a=([e,a])=>`${(Ci(e,t)*r).toFixed(1)} ${((1-Ci(a,n))*i).toFixed(1)}`;return e.map((e,t)=>`${t?`L`:`M`}${a(e)}`).join(``)}function Ti(e,t){let n=null;for(let r of e)(n===null||Math.abs(r[0]-t)<Math.abs(n[0]-t))&&(n=r);return n}var Ei=400,Di=100,Oi=h`
.sparkline {
display: block;
inline-size: 100%;
block-size: 40px;
direction: ltr;
overflow: visible;
}
.sparkline path {
fill: none;
stroke: var(--nb-accent);
stroke-width: 1.5;
stroke-linejoin: round;
stroke-linecap: round;
vector-effect: non-scaling-stroke;
}
.sparkline .area {
fill: color-mix(in srgb, var(--nb-accent) 14%, transparent);
stroke: none;
}
`;function ki(e,t){let n=wi(e,Si(e.map(([e])=>e)),Si(e.map(([,e])=>e)),Ei,Di);return _`<svg
class="sparkline"
viewBox="0 0 ${Ei} ${Di}"
preserveAspectRatio="none"
role="img"
aria-label=${t}
>
${lt`<path class="area" d="${n}L${Ei} ${Di}L0 ${Di}Z"></path>
<path d=${n}></path>`}
</svg>`}var Ai=(e,t)=>O(e,`facts.hours`,{value:M(e,t)}),ji=(e,t)=>O(e,`facts.bytes`,{value:M(e,t)}),Mi={rotation:(e,t)=>O(e,`facts.rpm`,{value:M(e,t)}),logical_block:ji,physical_block:ji,power_on_hours:Ai,farm_hours:Ai,temperature_limit:Hn},Ni=(e,t)=>t.replace(`.`,M(e,.5,1).charAt(1)),Pi={protocol:(e,t)=>k(e,`protocol`,t),read_at:Xn,link:Ni,link_most:Ni};function Fi(e,t,n){return typeof n==`string`?Pi[t]?.(e,n)??n:typeof n==`boolean`?O(e,n?`facts.on`:`facts.off`):Mi[t]?.(e,n)??M(e,n,2)}function Ii(e,t,n){let{model:r,serial:i,firmware:a,wwn:o,node:s,size:c}=t,l={model:r,serial:i,size:c===null?null:N(e,c),firmware:a,wwn:o,node:s,...n};return Object.entries(l).flatMap(([t,n])=>n===null||n===``?[]:[[Li(e,t),Fi(e,t,n)]])}function Li(e,t){let n=k(e,`fact`,t);return n===t?Ri(t):n}function Ri(e){let t=e.replaceAll(`_`,` `);return t.charAt(0).toUpperCase()+t.slice(1)}var zi=2e3,Bi=class{constructor(e,t){this.host=e,this.ask=t,this.value=null,this.problem=null,this.busy=!1,this.attempt=0,this.askedAt=-1/0,this.retry=()=>{this.plan(void 0),this.load()},e.addController(this)}hostConnected(){this.version=void 0}hostDisconnected(){this.attempt+=1,this.busy=!1,this.plan(void 0)}want(e,t=``){if(e!==this.subject)this.subject=e,this.value=null,this.askedAt=-1/0,this.plan(void 0);else if(t===this.version)return;this.version=t,this.timer===void 0&&this.soon()}load(){return this.run(this.ask,e=>{this.value=e})}async run(e,t){let n=++this.attempt;this.askedAt=Date.now(),this.busy=!0,this.host.requestUpdate();try{let r=await e();if(n!==this.attempt)return;t(r),this.problem=null}catch(e){if(n!==this.attempt)return;this.problem=E(e)}this.busy=!1,this.host.requestUpdate()}soon(){let e=this.askedAt+zi-Date.now();e>0?this.plan(e):this.load()}plan(e){clearTimeout(this.timer),this.timer=e===void 0?void 0:setTimeout(()=>{this.timer=void 0,this.load()},e)}},Vi=class extends Bi{constructor(e,t,n,r){super(e,()=>t(null)),this.page=t,this.key=n,this.size=r,this.more=!1,this.older=()=>{let e=this.value?.at(-1)??null;this.run(()=>this.page(e),e=>{this.value=[...this.value??[],...e],this.more=e.length>=this.size})}}load(){return this.run(this.ask,e=>{let t=this.value??[],n=new Set(e.map(this.key)),r=t.filter(e=>!n.has(this.key(e)));this.value=[...e,...r],r.length||(this.more=e.length>=this.size)})}},Hi=864e5,Ui=e=>typeof e.start==`number`?e.start:Date.parse(e.start);function Wi(e){return e.flatMap(e=>{let t=e.max??e.mean??e.state;return typeof t==`number`?[[Ui(e),t]]:[]})}async function Gi(e,t,n){if(!t.length)return new Map;let r=await e.callWS({type:`recorder/statistics_during_period`,start_time:new Date(n-14*Hi).toISOString(),statistic_ids:[...t],period:`hour`,types:[`max`,`mean`,`state`]});return new Map(Object.entries(r??{}).map(([e,t])=>[e,Wi(t)]).filter(([,e])=>e.length>1))}var J=h`
:host {
display: block;
}
section + section {
margin-block-start: 28px;
}
h3 {
margin: 0 0 10px;
font-size: var(--nb-normal);
font-weight: var(--nb-medium);
color: var(--nb-quiet);
}
.line {
display: flex;
align-items: center;
justify-content: space-between;
gap: 8px 16px;
flex-wrap: wrap;
}
.line h3 {
margin: 0;
}
.panel {
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-lg, 12px);
padding: 16px;
}
ul,
ol {
list-style: none;
margin: 0;
padding: 0;
}
.list {
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-lg, 12px);
}
.list > li {
padding: 12px 16px;
}
.list > li + li {
border-block-start: 1px solid var(--nb-line);
}
p {
margin: 0;
overflow-wrap: anywhere;
}
.strong {
font-weight: var(--nb-medium);
}
.notice + .notice {
margin-block-start: 8px;
}
.notice p + p {
margin-block-start: 4px;
}
dl {
margin: 0;
}
dd {
margin: 0;
min-inline-size: 0;
overflow-wrap: anywhere;
}
dt {
color: var(--nb-quiet);
font-size: var(--nb-small);
}
.button.small {
min-block-size: 32px;
padding-inline: 12px;
font-size: inherit;
}
.button .icon {
inline-size: 18px;
block-size: 18px;
}
.button.plain.flush {
margin-inline-start: -12px;
}
.centre {
display: grid;
place-items: center;
gap: 12px;
padding: 40px 16px;
text-align: center;
}
.centre > .icon {
inline-size: 40px;
block-size: 40px;
color: var(--nb-quiet);
opacity: 0.6;
}
.spinner {
inline-size: 28px;
block-size: 28px;
border: 3px solid var(--nb-track);
border-block-start-color: var(--nb-accent);
border-radius: 50%;
animation: turn 900ms linear infinite;
}
@keyframes turn {
to {
rotate: 1turn;
}
}
`,Ki=h`
table {
inline-size: calc(100% + 16px);
margin-inline: -8px;
border-collapse: collapse;
}
th {
color: var(--nb-quiet);
font-size: var(--nb-small);
font-weight: inherit;
text-align: start;
}
tbody th {
color: inherit;
font-size: inherit;
}
th,
td {
padding-block: 8px;
padding-inline: 0 12px;
vertical-align: middle;
}
tbody tr {
border-block-start: 1px solid var(--nb-line);
}
.value {
text-align: end;
white-space: nowrap;
font-variant-numeric: tabular-nums;
}
tr > :first-child {
padding-inline-start: 8px;
}
tr > :last-child {
padding-inline-end: 8px;
}
tr.worse {
background: color-mix(in srgb, var(--nb-bad) 7%, transparent);
}
@media (max-width: 500px) {
th,
td {
padding-inline-end: 8px;
}
}
`,qi=new Set([`spare`]),Ji=new Set([`power_on_hours`]),Yi=e=>e.some(([,t])=>t!==e[0][1]),Xi=class extends x{constructor(...e){super(...e),this.values=[],this.now=Date.now(),this.trends=new Bi(this,()=>Gi(this.hass,this.entityIds(),this.now))}static{this.styles=[...B,J,Ki,Oi,h`
.change {
display: inline-flex;
align-items: center;
gap: 2px;
vertical-align: middle;
}
.change .icon {
inline-size: 18px;
block-size: 18px;
}
.risen {
color: var(--nb-bad-text);
font-weight: var(--nb-medium);
}
.trend {
inline-size: 22%;
}
.trend .sparkline {
block-size: 24px;
}
@media (max-width: 500px) {
.trend {
display: none;
}
}
`]}willUpdate(){let e=this.entityIds();e.length&&this.trends.want(this.row.key,e.join())}entityIds(){return this.values.map(e=>e.entity_id).filter(e=>e!==null)}render(){let{hass:e,values:t}=this;if(!t.length)return _`<h3>${O(e,`smart.attributes`)}</h3>
<p class="quiet">${O(e,`smart.no_attributes`)}</p>`;let n=t.some(e=>e.before!==null),r=this.trends.value??new Map,i=t.some(e=>r.has(e.entity_id??``));return _`
<h3 id="attributes">${O(e,`smart.attributes`)}</h3>
<table aria-labelledby="attributes">
<thead>
<tr>
<th scope="col">${O(e,`smart.attribute`)}</th>
${n?_`<th scope="col" class="value">${O(e,`smart.before`)}</th>`:y}
<th scope="col" class="value">${O(e,`smart.now`)}</th>
${n?_`<th scope="col" class="value">${O(e,`smart.change`)}</th>`:y}
${i?_`<th scope="col" class="trend">
${O(e,`smart.trend`,{days:14})}
</th>`:y}
</tr>
</thead>
<tbody>
${t.map(e=>this.counter(e,n,i))}
</tbody>
</table>
`}counter(e,t,n){let{hass:r}=this,i=$i(r,e),a=this.trends.value?.get(e.entity_id??``),o=t=>t===null?U(r):Qi(r,t,e.unit);return _`<tr class=${Zi(e)?`worse`:``}>
<th scope="row">
${e.entity_id===null?i:_`<button class="name" aria-haspopup="dialog" @click=${()=>this.moreInfo(e)}>
${i}
</button>`}
</th>
${t?_`<td class="value quiet">${o(e.before)}</td>`:y}
<td class="value">${o(e.now)}</td>
${t?_`<td class="value">${this.change(e)}</td>`:y}
${n?_`<td class="trend">
${a?Yi(a)?ki(a,this.trendSaid(i,a)):_`<span class="quiet small">${O(r,`smart.level`)}</span>`:y}
</td>`:y}
</tr>`}change(e){let{hass:t}=this,{change:n}=e;if(n===null)return U(t);if(n===0)return _`<span class="quiet">${O(t,`smart.same`)}</span>`;let r=n>0,i=Qi(t,Math.abs(n),e.unit);return _`<span class="change ${Zi(e)?`risen`:``}"
>${z(r?`M7.03 9.97H11.03V18.89L13.04 18.92V9.97H17.03L12.03 4.97Z`:`M7.03 13.92H11.03V5L13.04 4.97V13.92H17.03L12.03 18.92Z`)}${O(t,r?`smart.rose`:`smart.fell`,{by:i})}</span
>`}trendSaid(e,t){let{hass:n}=this;return O(n,`smart.trend_said`,{name:e,first:M(n,t[0][1],1),last:M(n,t.at(-1)[1],1),days:14})}moreInfo(e){let t={entityId:e.entity_id};this.dispatchEvent(new CustomEvent(`leave`,{bubbles:!0,composed:!0})),this.dispatchEvent(new CustomEvent(`hass-more-info`,{detail:t,bubbles:!0,composed:!0}))}};R([S({attribute:!1})],Xi.prototype,`hass`,void 0),R([S({attribute:!1})],Xi.prototype,`row`,void 0),R([S({attribute:!1})],Xi.prototype,`values`,void 0),R([S({attribute:!1})],Xi.prototype,`now`,void 0),Xi=R([L(`nas-burnin-attributes`)],Xi);var Zi=e=>e.change!==null&&!Ji.has(e.name)&&(qi.has(e.name)?e.change<0:e.change>0);function Qi(e,t,n){let r=M(e,t,1);return n===null?r:`${r}\u00a0${n}`}function $i(e,t){let n=`component.nas_burnin.entity.sensor.${t.name}.name`,r=e.localize(n);return r&&r!==n?r:Ri(t.name)}var ea=20,ta=h`
.badge {
display: inline-flex;
align-items: center;
gap: 6px;
padding: 2px 10px 2px 6px;
padding-inline: 6px 10px;
border-radius: var(--ha-border-radius-pill, 9999px);
background: color-mix(in srgb, var(--nb-bad) 16%, transparent);
color: var(--nb-bad-text);
font-weight: var(--nb-medium);
}
.badge .icon {
inline-size: 18px;
block-size: 18px;
color: var(--nb-bad);
}
code {
font-family: var(--ha-font-family-code, ui-monospace, monospace);
font-size: var(--nb-small);
overflow-wrap: anywhere;
}
.blocks {
margin-block-start: 8px;
}
`;function na(e,t,n){let i=t.bad_blocks??0;if(!i)return _`<section>
<h3>${O(e,`bad_blocks.title`)}</h3>
<p>
${t.ended===null?O(e,`bad_blocks.none`,{limit:n.error_limit}):O(e,`bad_blocks.none_at_all`)}
</p>
</section>`;let{read:a,write:o,corruption:s}=n.errors,c=n.bad_blocks.slice(0,ea);return _`<section>
<h3>${O(e,`bad_blocks.title`)}</h3>
<span class="badge">${z(r)}${jr(e,i)}</span>
<p class="quiet small blocks">
${H([O(e,`bad_blocks.errors`,{read:a,write:o,corruption:s}),O(e,`bad_blocks.limit`,{limit:n.error_limit})])}
</p>
${c.length?_`<p class="blocks">
<span class="quiet small"
>${O(e,`bad_blocks.first`,{size:M(e,n.block_size)})}</span
><br /><code dir="ltr"
>${c.join(`, `)}${n.bad_blocks.length>c.length||i>c.length?` …`:``}</code
>
</p>`:y}
</section>`}var ra=[`short`,`long`,`conveyance`],ia=e=>e!==null&&(e.state===`queued`||e.state===`running`),aa=`smart`,oa=e=>ia(e)&&e?.profile===aa,sa=e=>!e.stages.some(({kind:e,state:t})=>t===`running`&&!e.startsWith(`surface_`));function ca(e,t){if(!t||e.device_id===null)return[];let{job:n,lock:r}=e,i=n?.state===`running`,a=n?.activity===`paused`;return[[`resume_job`,n?.can_resume===!0],[`start`,e.startable],[`unlock`,r.words!==null],[`resume`,i&&a],[`pause`,i&&!a&&!n.can_resume&&sa(n)],[`relock`,r.unlocked_until!==null&&!ia(n)],[`cancel`,ia(n)&&!oa(n)],[`cancel_test`,oa(n)]].filter(([,e])=>e).map(([e])=>e)}var la=(e,t)=>e[`${t}_test`];function ua(e,t,n){if(!n||e.device_id===null||!e.present)return null;let r=ra.some(t=>la(e,t)?.state===`running`);return oa(e.job)?e.job.stage===`${t}_smart`?`cancel`:null:e.job?.state===`running`?null:r?la(e,t)?.state===`running`?`cancel`:null:ia(e.job)?null:`start`}var da=[`write`,`verify`];function fa(e,t,n){return e.phase===null||n>e.phase?t:n<e.phase?t.state===`done`?t:{...t,state:`done`,percent:100}:t.state===`done`?t:{...t,state:`running`,percent:e.phase_percent??t.percent}}var pa=e=>({...e,state:e.state===`running`?`stopped`:e.state});function ma(e,t){let n=t.state===`running`&&(t.stage??``).startsWith(`surface_`),r=0;return e.patterns.map(e=>{let i={pattern:e.pattern,write:null,verify:null};for(let a of da){let o=e[a];o&&(r+=1,i[a]=n?fa(t,o,r):pa(o))}return i})}var ha=e=>[e.write,e.verify].filter(e=>e!==null),ga=e=>ha(e).every(e=>e.state===`done`),_a=e=>ha(e).some(e=>e.state===`running`);function va(e){let t=ha(e).map(e=>e.seconds);return t.some(e=>e===null)?null:t.reduce((e,t)=>e+t,0)}function ya(e,t,n,r,i=y){return _`<div class="notice ${e}">
${z(t)}
<div>
${n?_`<p class="strong">${n}</p>`:y}
${r.map(e=>_`<p><bdi>${e}</bdi></p>`)}${i}
</div>
</div>`}function ba(e,t){let{release:n}=t.lock;return n.length?_`<p class="strong">${O(e,`unlock.release`)}</p>
${n.map(e=>_`<p><bdi>${e}</bdi></p>`)}`:y}function xa(e,t,i){let{lock:a,problems:o,notes:s}=t,c=a.state!==`free`&&t.job?.state!==`running`;return!c&&!a.unlocked_until&&!o.length&&!s.length?y:_`<section>
${o.length?ya(`bad`,r,``,o):y}
${s.length?ya(`warm`,n,``,s):y}
${a.unlocked_until?ya(`warm`,se,``,[O(e,`lock_says.unlocked`,{time:I(e,a.unlocked_until,i)})]):c?ya(``,oe,k(e,`lock`,a.state),a.reasons,ba(e,t)):y}
</section>`}function Sa(e,t){if(t.phase===null||t.phase_count===null||t.pattern===null)return t.stage_percent===null?``:O(e,`burn_in.stage_percent`,{percent:Vn(e,t.stage_percent)});let n=t.phase_percent===null?``:O(e,`burn_in.within`,{percent:Vn(e,t.phase_percent)});return H([O(e,`burn_in.pattern_of`,{at:Math.ceil(t.phase/2),of:Math.ceil(t.phase_count/2)}),`${k(e,`phase`,t.phase_kind)} ${k(e,`pattern`,t.pattern)}`.trim(),n])}function Ca(e,t){return e===null||t===null?null:Math.max(0,((typeof t==`number`?t:Date.parse(t))-Date.parse(e))/1e3)}function wa(e,t,n){if(t.state===`queued`)return O(e,`stage_says.queued`);if(t.state!==`running`)return O(e,`stage_says.not_reached`);let r=t.stages.slice(0,n).findLast(e=>e.state===`running`||e.state===`pending`);return r?O(e,`stage_says.waits`,{stage:k(e,`stage`,r.kind)}):O(e,`stage_says.next`)}function Ta(e,t){return t.activity&&t.activity!==`testing`?k(e,`activity`,t.activity):Sa(e,t)||O(e,`stage_says.running`)}function Ea(e,t,n){let r=t.stages[n];if(r.reasons.length)return r.reasons;switch(r.state){case`pending`:return[wa(e,t,n)];case`running`:return[Ta(e,t)];case`passed`:return[O(e,`stage_says.passed`)];case`failed`:return[O(e,`stage_says.failed`)];case`cancelled`:return[O(e,`stage_says.cancelled`)];case`skipped`:return[O(e,`stage_says.skipped`)];default:return[O(e,`stage_says.unknown`)]}}function Da(e,t,n){let r=Ca(t.started,t.ended??(t.state===`running`?n:null));return H([r===null?``:F(e,r),t.ended?I(e,t.ended,n):``])}var Oa={person:t,host:ce,heat:p},ka=h`
.pauses {
display: grid;
gap: 8px;
}
.pauses li {
display: flex;
align-items: flex-start;
gap: 8px;
}
.pauses .icon {
inline-size: 18px;
block-size: 18px;
margin-block-start: 1px;
color: var(--nb-warm-text);
}
`;function Aa(e,t,n){return _`<ul class="pauses">
${t.map(t=>{let r=Ca(t.started,t.ended??n),i=[k(e,`pause`,t.cause),t.temperature===null?``:Hn(e,t.temperature),I(e,t.started,n),r===null?``:F(e,r),t.ended?``:O(e,`pause.still`)];return _`<li>
${z(Oa[t.cause]??`M15,16H13V8H15M11,16H9V8H11M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`)}<span class="number"
>${H(i)}</span
>
</li>`})}
</ul>`}var ja=h`
.stages > li {
display: grid;
grid-template-columns: 24px minmax(0, 1fr) auto;
gap: 0 12px;
position: relative;
padding-block-end: 16px;
}
.stages > li:last-child {
padding-block-end: 0;
}
.stages > li:not(:last-child)::before {
content: "";
position: absolute;
inset-block: 26px 2px;
inset-inline-start: 11px;
inline-size: 2px;
border-radius: 1px;
background: var(--nb-line);
}
.stages .icon {
inline-size: 24px;
block-size: 24px;
color: var(--nb-quiet);
}
.stages .ok .icon {
color: var(--nb-ok);
}
.stages .warm .icon {
color: var(--nb-warm-text);
}
.stages .bad .icon {
color: var(--nb-bad);
}
.stages .busy .icon {
color: var(--nb-accent);
}
.stages .what {
font-weight: var(--nb-medium);
line-height: 24px;
}
.stages .when {
text-align: end;
line-height: 24px;
}
.stages .says {
grid-column: 2 / -1;
}
`,Ma={pending:[c,`quiet`],running:[pe,`busy`],passed:[o,`ok`],failed:[d,`bad`],cancelled:[ve,`quiet`],unknown:[ne,`warm`],skipped:[he,`quiet`]};function Na(e,t,n){return _`<ol class="stages">
${t.stages.map((r,i)=>{let[a,o]=Ma[r.state]??[`M13,13H11V7H13M13,17H11V15H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2Z`,`warm`];return _`<li class=${o}>
${z(a)}
<span class="what"
>${k(e,`stage`,r.kind)}<span class="hidden"
>: ${k(e,`stage_state`,r.state)}</span
></span
>
<span class="when quiet small number">${Da(e,r,n)}</span>
<div class="says quiet">${Ea(e,t,i).map(e=>_`<p><bdi>${e}</bdi></p>`)}</div>
</li>`})}
</ol>`}var Pa=h`
.meters {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(72px, 1fr));
gap: 16px 12px;
}
.meters .top {
display: flex;
align-items: center;
gap: 4px;
margin-block-end: 6px;
font-weight: var(--nb-medium);
}
.meters .top .icon {
inline-size: 16px;
block-size: 16px;
color: var(--nb-ok);
}
.meters .halves {
display: flex;
gap: 2px;
}
.half {
--fill: var(--nb-accent);
flex: 1;
block-size: 10px;
border-radius: 2px;
background: var(--nb-track);
overflow: hidden;
}
.half:first-child {
border-start-start-radius: 5px;
border-end-start-radius: 5px;
}
.half:last-child {
border-start-end-radius: 5px;
border-end-end-radius: 5px;
}
.half > span {
display: block;
block-size: 100%;
background: var(--fill);
transform-origin: left;
transition: transform 600ms;
}
.half:dir(rtl) > span {
transform-origin: right;
}
.half.done {
--fill: var(--nb-ok);
}
.half.stopped {
--fill: var(--nb-quiet);
}
.half.running {
box-shadow: 0 0 0 1px var(--nb-accent);
animation: glow 2.4s ease-in-out infinite;
}
@keyframes glow {
50% {
box-shadow:
0 0 0 1px var(--nb-accent),
0 0 10px 2px color-mix(in srgb, var(--nb-accent) 55%, transparent);
}
}
.meters .below {
margin-block-start: 6px;
color: var(--nb-quiet);
font-size: var(--nb-small);
}
table {
inline-size: 100%;
border-collapse: collapse;
}
th {
color: var(--nb-quiet);
font-size: var(--nb-small);
font-weight: inherit;
text-align: start;
}
tbody th {
color: inherit;
font-size: inherit;
font-weight: var(--nb-medium);
}
th,
td {
padding: 6px 12px 6px 0;
padding-inline: 0 12px;
vertical-align: top;
}
tbody tr {
border-block-start: 1px solid var(--nb-line);
}
`,Fa=[`write`,`verify`];function Ia(e,t,n){let r=t[n];if(!r)return y;let i=r.state===`done`?100:r.state===`pending`?0:r.percent??0,a=`${k(e,`pattern`,t.pattern)} ${k(e,`phase`,n)}`.trim();return _`<span
class=${w({half:!0,[r.state]:!0})}
role="progressbar"
aria-label=${a}
aria-valuemin="0"
aria-valuemax="100"
aria-valuenow=${Math.floor(i)}
><span style=${Ar({transform:`scaleX(${(i/100).toFixed(4)})`})}></span
></span>`}function La(e,t,n){if(ga(t)){let n=va(t);return n===null?O(e,`burn_in.done`):F(e,n)}let r=ha(t).find(e=>e.state===`running`);if(!_a(t)){let r=ha(t).map(e=>e.state);return r.includes(`stopped`)?O(e,`burn_in.stopped`):r.includes(`done`)?O(e,`burn_in.half_done`):O(e,n?`burn_in.pending`:`burn_in.not_reached`)}return k(e,`phase`,r===t.write?`write`:`verify`)}function Ra(e,t,n){return _`<ul class="meters">
${t.map(t=>_`<li>
<div class="top number">
${ga(t)?z(o):y}${t.pattern===null?O(e,`burn_in.read`):k(e,`pattern`,t.pattern)}
</div>
<div class="halves">${Fa.map(n=>Ia(e,t,n))}</div>
<div class="below number">${La(e,t,n)}</div>
</li>`)}
</ul>`}function za(e,t){return t?.state===`done`?H([t.seconds===null?``:F(e,t.seconds),t.speed===null?``:P(e,t.speed)])||O(e,`burn_in.done`):`–`}function Ba(e,t){let n=t.filter(e=>ha(e).some(e=>e.state===`done`));if(!n.length)return y;let r=Fa.filter(e=>n.some(t=>t[e]));return _`<section>
<h3 id="finished">${O(e,`burn_in.finished`)}</h3>
<table aria-labelledby="finished">
<thead>
<tr>
<th scope="col">${O(e,`burn_in.pattern`)}</th>
${r.map(t=>_`<th scope="col">${O(e,`burn_in.${t}`)}</th>`)}
</tr>
</thead>
<tbody>
${n.map(t=>_`<tr>
<th scope="row">${k(e,`pattern`,t.pattern)||O(e,`burn_in.read`)}</th>
${r.map(n=>_`<td class="number">${za(e,t[n])}</td>`)}
</tr>`)}
</tbody>
</table>
</section>`}var Va=h`
.vitals {
display: grid;
grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
gap: 16px;
}
.vitals dd {
font-size: var(--nb-large);
font-weight: var(--nb-medium);
}
.vitals .state .icon {
inline-size: 20px;
block-size: 20px;
}
`;function Ha(e,t,n){return _`<time datetime=${t} title=${Xn(e,t)}
>${I(e,t,n)}</time
>`}function Ua(e,t,n){let r=Nr(t),i=r===null?null:Ca(new Date(n).toISOString(),r),a=Ca(t.started,n),o=_`<span class="quiet">${O(e,`vitals.not_yet`)}</span>`;return[[`vitals.started`,t.started&&Ha(e,t.started,n)],[`vitals.elapsed`,a===null?null:F(e,a)],[`vitals.left`,i===null?o:F(e,i)],[`vitals.finish`,r&&Ha(e,r,n)],[`vitals.speed`,t.speed===null?null:P(e,t.speed)]]}function Wa(e,t,n){return[[`vitals.queued`,t.created&&Ha(e,t.created,n)],[`vitals.place`,t.queue_position===null?null:String(t.queue_position)],[`vitals.takes`,t.seconds===null?null:F(e,t.seconds)],[`vitals.finish`,t.finish&&Ha(e,t.finish,n)]]}function Ga(e,t,n){let r=Ca(t.started,t.ended);return[[`vitals.started`,t.started&&Ha(e,t.started,n)],[`vitals.ended`,t.ended&&Ha(e,t.ended,n)],[`vitals.took`,r===null?null:F(e,r)]]}function Ka(e,t,n,r){return _`<dl class="vitals number">
${[...n?n.state===`running`?Ua(e,n,r):n.state===`queued`?Wa(e,n,r):Ga(e,n,r):[],[`vitals.temperature`,t.temperature===null?null:Vr(e,t)],[`column.health`,t.health===null?null:Hr(e,t)]].map(([t,n])=>n===null?y:_`<div>
<dt>${O(e,t)}</dt>
<dd>${n}</dd>
</div>`)}
</dl>`}var qa=e=>_`<div class="centre" role="status">
<span class="spinner"></span><span class="hidden">${O(e,`drawer.loading`)}</span>
</div>`,Ja=(e,t)=>_`<div class="centre">${z(e)}<p class="quiet">${t}</p></div>`;function Ya(e,t){return t.problem===null?y:_`<div class="notice bad" role="alert">
${z(r)}
<div>${O(e,`drawer.not_loaded`,{error:t.problem})}</div>
<button class="button plain" ?disabled=${t.busy} @click=${t.retry}>
${O(e,`drawer.retry`)}
</button>
</div>`}function Xa(e,t,n){let{value:r,problem:i}=t;return _`${Ya(e,t)}${r===null?i===null?qa(e):y:n(r)}`}var Za=e=>e.stages.some(e=>e.kind.startsWith(`surface_`)&&e.state!==`pending`),Qa=class extends x{constructor(...e){super(...e),this.detail=null,this.loading=!1,this.now=Date.now()}static{this.styles=[...B,J,ja,Pa,Va,ta,ka,h`
.now .line {
flex-wrap: nowrap;
margin-block-end: 10px;
}
.now .state {
font-size: var(--nb-large);
font-weight: var(--nb-medium);
}
.now .state .icon {
inline-size: 24px;
block-size: 24px;
}
.now .percent {
font-size: var(--ha-font-size-2xl, 24px);
line-height: 1;
white-space: nowrap;
}
.now .bar {
block-size: 8px;
border-radius: 4px;
}
.now p {
margin-block-start: 10px;
}
.meters + p {
margin-block-start: 12px;
}
nas-burnin-speeds + section {
margin-block-start: 28px;
}
.notice ul {
margin-block-start: 4px;
}
`]}job(){let{job:e}=this.row,t=this.detail?.job;return e&&t?.uid===e.uid?{...t,...e}:e}render(){let{hass:e,row:t,now:n}=this,r=this.job();if(!r)return _`${xa(e,t,n)}
<section>${Ka(e,t,null,n)}</section>
${Ja(ee,O(e,`burn_in.none`))}`;let i=r.surface?ma(r.surface,r):[],a=Za(r);return _`
${xa(e,t,n)} ${this.present(r)}
<section>
<h3 class="hidden">${O(e,`vitals.title`)}</h3>
${Ka(e,t,r,n)}
</section>
${this.patterns(r,i)} ${Ba(e,i)}
${a&&r.surface?na(e,r,r.surface):y}
${a?_`<nas-burnin-speeds .hass=${e} .job=${r}></nas-burnin-speeds>`:y}
<section>
<h3>${O(e,`burn_in.stages`)}</h3>
${Na(e,r,n)}
</section>
${r.pauses?.length?_`<section>
<h3>${O(e,`pause.title`)}</h3>
${Aa(e,r.pauses,n)}
</section>`:y}
${r.requested_by?_`<section class="quiet small">
${O(e,`burn_in.requested_by`,{name:r.requested_by})}
</section>`:y}
`}present(e){let{hass:t,row:n,now:r}=this,i=Rr(t,n,r),a=e.state===`running`,o=e.stage_position===null?``:O(t,`burn_in.stage_of`,{at:e.stage_position,of:e.stage_count}),s=a&&!this.detail?.job?.surface?Sa(t,e):``;return _`<section class="now">
<div class="line">
${W(i.tone,i.icon,i.word)}
${a&&e.percent!==null?_`<span class="percent number"
>${Vn(t,e.percent,+(e.percent<10))}</span
>`:_`<span class="quiet">${k(t,`profile`,e.profile)}</span>`}
</div>
${a?zr(O(t,`job.progress_of`,{name:n.name}),e.percent??0,i.tone===`warm`):y}
${a?_`<p class="quiet number">
${H([k(t,`profile`,e.profile),o])}
</p>`:y}
${s?_`<p class="number">${s}</p>`:y}
${e.reasons.map(e=>_`<p><bdi>${e}</bdi></p>`)}
</section>`}patterns(e,t){if(!t.length)return this.loading&&Za(e)?qa(this.hass):y;let n=e.state===`running`&&(e.stage??``).startsWith(`surface_`);return _`<section>
<h3>${O(this.hass,`burn_in.patterns`)}</h3>
${Ra(this.hass,t,ia(e))}
${n?_`<p class="quiet number">${Sa(this.hass,e)}</p>`:y}
</section>`}};R([S({attribute:!1})],Qa.prototype,`hass`,void 0),R([S({attribute:!1})],Qa.prototype,`row`,void 0),R([S({attribute:!1})],Qa.prototype,`detail`,void 0),R([S({attribute:!1})],Qa.prototype,`loading`,void 0),R([S({attribute:!1})],Qa.prototype,`now`,void 0),Qa=R([L(`nas-burnin-burn-in-tab`)],Qa);var $a=h`
.problem {
flex: 1 1 100%;
align-items: center;
}
.problem .round {
inline-size: 32px;
block-size: 32px;
margin-block: -4px;
}
[slot="footer"].ends {
order: -1;
margin-inline-end: auto;
color: var(--nb-bad-text);
}
@media (max-width: 500px) {
[slot="footer"].button {
padding-inline: 14px;
}
}
`,eo={resume_job:de,start:de,unlock:se,resume:de,pause:le,relock:oe,cancel:_e,cancel_test:_e};function to(e,t,n){return _`<div slot="footer" class="notice bad problem" role="alert">
${z(r)}
<div>${t}</div>
<button class="round" aria-label=${O(e,`drawer.dismiss`)} @click=${n}>
${z(u)}
</button>
</div>`}function no(e,t,n,r){return _`${t.toReversed().map(i=>{let a=i===`cancel`||i===`cancel_test`,o=i===t[0]?`main`:``;return _`<button
slot="footer"
class="button ${a?`plain ends`:o} ${i}"
?disabled=${n}
@click=${()=>r(i)}
>
${z(eo[i])}${O(e,`deed.${i}`)}
</button>`})}`}var ro=[`burn_in`,`smart`,`events`,`history`],io=h`
[role="tablist"] {
display: flex;
padding-inline: 16px;
border-block-end: 1px solid var(--nb-line);
overflow-x: auto;
scrollbar-width: none;
}
[role="tab"] {
position: relative;
flex: 1;
min-block-size: 48px;
padding-inline: 12px;
color: var(--nb-quiet);
font-weight: var(--nb-medium);
white-space: nowrap;
transition: color 120ms;
}
[role="tab"]:hover {
color: var(--nb-text);
}
[role="tab"]:focus-visible {
outline-offset: -4px;
border-radius: 8px;
}
[role="tab"][aria-selected="true"] {
color: var(--nb-accent-text);
}
[role="tab"][aria-selected="true"]::after {
content: "";
position: absolute;
inset-inline: 12px;
inset-block-end: -1px;
block-size: 3px;
border-radius: 3px 3px 0 0;
background: var(--nb-accent);
}
@media (max-width: 500px) {
[role="tablist"] {
padding-inline: 4px;
}
}
`;function ao(e,t,n){let r=ro.indexOf(t),i={[n?`ArrowLeft`:`ArrowRight`]:r+1,[n?`ArrowRight`:`ArrowLeft`]:r-1,Home:0,End:ro.length-1}[e];return i===void 0?null:ro[(i+ro.length)%ro.length]}function oo(e,t,n){return _`<div
slot="top"
role="tablist"
aria-label=${O(e,`drawer.tabs`)}
@keydown=${e=>{let r=getComputedStyle(e.currentTarget).direction===`rtl`,i=ao(e.key,t,r);i&&(e.preventDefault(),n(i,`key`))}}
>
${ro.map(r=>_`<button
id="tab-${r}"
role="tab"
aria-selected=${r===t}
aria-controls="panel"
tabindex=${r===t?0:-1}
@click=${()=>n(r,`pointer`)}
>
${O(e,`tab.${r}`)}
</button>`)}
</div>`}function so(e){let{job:t,lock:n}=e;return[t?.uid,t?.state,t?.activity,t?.stage,t?.phase,t?.bad_blocks,e.short_test?.state,e.long_test?.state,e.conveyance_test?.state,e.health,n.state,n.unlocked_until].join()}var co=15e3,Y=class extends ir{constructor(...e){super(...e),this.tab=`burn_in`,this.asking=null,this.busy=!1,this.problem=null,this.tick=0,this.lost=!1,this.breaks=0,this.detail=new Bi(this,()=>gn(this.hass,`drive`,{device_id:this.row.device_id}))}static{this.styles=[...B,J,io,$a,h`
[role="tabpanel"] {
display: block;
}
.banners,
[role="tabpanel"] > .notice {
margin-block-end: 20px;
}
.banners .notice + .notice {
margin-block-start: 8px;
}
`]}connectedCallback(){super.connectedCallback(),this.timer=setInterval(()=>this.tick+=1,co)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}willUpdate(e){super.willUpdate();let{row:t,bench:n}=this;e?.has(`bench`)&&this.live(n?.status===`lost`),this.hass&&t&&t.device_id!==null&&!this.lost&&this.detail.want(`${t.key} ${D(this.hass)}`,this.version())}live(e){this.lost&&!e&&(this.breaks+=1),this.lost=e}version(){return[this.row&&so(this.row),this.breaks].join()}now(){return Date.now()+(this.bench?.skew??0)}host(){return this.row&&this.bench?.hosts.get(this.row.host)}render(){let{hass:e,row:t}=this;if(!e||!t)return y;let n=ca(t,this.admin);return _`
<nas-burnin-dialog
side
?footless=${!n.length&&this.problem===null}
.hass=${e}
.heading=${V(t)}
.subheading=${H([Dr(t),t.node,this.host()?.name])}
@close=${()=>this.dispatchEvent(new CustomEvent(`close`))}
>
${this.tools(e,t)}
${oo(e,this.tab,(e,t)=>this.choose(e,t))}
<div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
${this.banners(e)} ${this.detailFailure(e)} ${this.panel(e,t)}
</div>
${this.problem===null?y:to(e,this.problem,()=>this.problem=null)}
${no(e,n,this.busy,e=>this.press(e))}
</nas-burnin-dialog>
${this.overlays(e,t)}
`}tools(e,t){return!this.admin||t.device_id===null?y:_`<button
slot="tools"
class="round"
aria-label=${O(e,`drawer.device`)}
title=${O(e,`drawer.device`)}
@click=${()=>{this.dialog.close(),Mn(`/config/devices/device/${t.device_id}`)}}
>
${z(`M14,3V5H17.59L7.76,14.83L9.17,16.24L19,6.41V10H21V3M19,19H5V5H12V3H5C3.89,3 3,3.9 3,5V19A2,2 0 0,0 5,21H19A2,2 0 0,0 21,19V12H19V19Z`)}
</button>`}choose(e,t){this.tab=e,t!==`pointer`&&this.updateComplete.then(()=>this.renderRoot.querySelector(`#tab-${e}`)?.focus())}banners(e){let t=this.host();return!t||!this.bench?y:lr(e,this.bench,[t],this.admin,()=>void this.attempt(()=>j(e,`resume`,[t.device_id])))}detailFailure(e){return this.tab===`burn_in`||this.tab===`smart`?Ya(e,this.detail):y}panel(e,t){let n=this.detail.value,r=this.detail.problem===null&&t.device_id!==null,i=this.now();switch(this.tab){case`smart`:return _`<nas-burnin-smart-tab
.hass=${e}
.row=${t}
.detail=${n}
.loading=${r}
.now=${i}
@leave=${()=>this.dialog.close()}
></nas-burnin-smart-tab>`;case`events`:return _`<nas-burnin-events-tab
.hass=${e}
.row=${t}
.version=${this.version()}
.now=${i}
></nas-burnin-events-tab>`;case`history`:return _`<nas-burnin-history-tab
.hass=${e}
.row=${t}
.version=${[t.job?.uid,t.job?.state,this.breaks].join()}
></nas-burnin-history-tab>`;default:return _`<nas-burnin-burn-in-tab
.hass=${e}
.row=${t}
.detail=${n}
.loading=${r}
.now=${i}
></nas-burnin-burn-in-tab>`}}press(e){let{hass:t,row:n}=this;if(t&&n?.device_id){if(this.problem=null,e===`start`||e===`unlock`||e===`cancel`)this.asking=e;else if(e===`resume_job`)this.attempt(()=>kn(t,n));else{let r=e===`cancel_test`?`cancel_smart_test`:e;this.attempt(()=>j(t,r,[n.device_id]))}}}async attempt(e){this.busy=!0,this.problem=null;try{await e()}catch(e){this.problem=O(this.hass,`common.failed`,{error:E(e)})}this.busy=!1}overlays(e,t){let n=()=>{this.asking=null};switch(this.asking){case`start`:return _`<nas-burnin-start
.hass=${e}
.drives=${[t]}
.profiles=${this.profiles()}
@close=${n}
></nas-burnin-start>`;case`unlock`:return _`<nas-burnin-unlock .hass=${e} .row=${t} @close=${n}></nas-burnin-unlock>`;case`cancel`:return _`<nas-burnin-confirm
.hass=${e}
.heading=${O(e,`cancel.title`)}
.subheading=${H([t.model??V(t),t.serial])}
.text=${O(e,t.job?.state===`queued`?`cancel.queued`:`cancel.running`)}
.yes=${O(e,`deed.cancel`)}
.no=${O(e,`cancel.no`)}
.run=${()=>this.cancel(e,t)}
@close=${n}
></nas-burnin-confirm>`;default:return y}}async cancel(e,t){await j(e,`cancel`,[t.device_id]),jn(this,O(e,`cancel.done`,{name:V(t)}))}profiles(){return[...this.bench?.profiles??[],...this.host()?.profiles??[]]}};R([S({attribute:!1})],Y.prototype,`row`,void 0),R([C()],Y.prototype,`tab`,void 0),R([C()],Y.prototype,`asking`,void 0),R([C()],Y.prototype,`busy`,void 0),R([C()],Y.prototype,`problem`,void 0),R([C()],Y.prototype,`tick`,void 0),R([At(`nas-burnin-dialog`)],Y.prototype,`dialog`,void 0),Y=R([L(`nas-burnin-drawer`)],Y);var lo=50,uo={person:e,automation:me,integration:ee},fo=class extends x{constructor(...e){super(...e),this.version=``,this.now=Date.now(),this.events=new Vi(this,async e=>{let t={device_id:this.row.device_id,limit:lo};return e&&(t.before=e.id),(await gn(this.hass,`events`,t)).events},e=>e.id,lo)}static{this.styles=[...B,J,h`
.events > li {
display: grid;
grid-template-columns: 20px minmax(0, 1fr) auto;
gap: 0 12px;
}
.events .icon {
color: var(--nb-quiet);
}
.events .by {
grid-column: 2;
}
.more {
margin-block-start: 12px;
text-align: center;
}
.notice {
margin-block-end: 12px;
}
`]}willUpdate(){this.row.device_id!==null&&this.events.want(`${this.row.key} ${D(this.hass)}`,this.version)}render(){let{hass:e,events:t}=this;return Xa(e,t,n=>n.length?_`<ul class="list events">
${n.map(e=>this.event(e))}
</ul>
${t.more?_`<div class="more">
<button class="button" ?disabled=${t.busy} @click=${t.older}>
${O(e,`drawer.more`)}
</button>
</div>`:y}`:Ja(ie,O(e,`events.none`)))}event(e){let{hass:t,now:n}=this,r=k(t,`who`,e.who);return _`<li>
${z(uo[e.who]??`M6,2H18A2,2 0 0,1 20,4V20A2,2 0 0,1 18,22H6A2,2 0 0,1 4,20V4A2,2 0 0,1 6,2M12,4A6,6 0 0,0 6,10C6,13.31 8.69,16 12.1,16L11.22,13.77C10.95,13.29 11.11,12.68 11.59,12.4L12.45,11.9C12.93,11.63 13.54,11.79 13.82,12.27L15.74,14.69C17.12,13.59 18,11.9 18,10A6,6 0 0,0 12,4M12,9A1,1 0 0,1 13,10A1,1 0 0,1 12,11A1,1 0 0,1 11,10A1,1 0 0,1 12,9M7,18A1,1 0 0,0 6,19A1,1 0 0,0 7,20A1,1 0 0,0 8,19A1,1 0 0,0 7,18M12.09,13.27L14.58,19.58L17.17,18.08L12.95,12.77L12.09,13.27Z`)}
<p><bdi>${e.text}</bdi></p>
<time
class="quiet small number"
datetime=${e.at}
title=${Xn(t,e.at)}
>${I(t,e.at,n)}</time
>
<span class="by quiet small"
>${e.who===`person`&&e.name?e.name:H([r,e.name])}</span
>
</li>`}};R([S({attribute:!1})],fo.prototype,`hass`,void 0),R([S({attribute:!1})],fo.prototype,`row`,void 0),R([S({attribute:!1})],fo.prototype,`version`,void 0),R([S({attribute:!1})],fo.prototype,`now`,void 0),fo=R([L(`nas-burnin-events-tab`)],fo);var po=3e4;function mo(e){let t=URL.createObjectURL(new Blob([e.text],{type:e.mime})),n=document.createElement(`a`);n.href=t,n.download=e.filename,n.click(),setTimeout(()=>URL.revokeObjectURL(t),po)}var ho=20,go={queued:[l,`quiet`],running:[fe,`busy`],passed:[o,`ok`],passed_with_notes:[s,`ok`],failed:[d,`bad`],cancelled:[ve,`quiet`],unknown:[ne,`warm`]},_o=class extends x{constructor(...e){super(...e),this.version=``,this.saving=!1,this.problem=null,this.jobs=new Vi(this,async e=>{let t={device_id:this.row.device_id,limit:ho};return e&&(t.before=e.uid),(await gn(this.hass,`jobs`,t)).jobs},e=>e.uid,ho)}static{this.styles=[...B,J,h`
.exports {
display: flex;
gap: 8px;
}
.head {
margin-block-end: 12px;
}
.jobs .state {
font-weight: var(--nb-medium);
}
.jobs .more-of {
margin-block-start: 4px;
padding-inline-start: 24px;
}
.notice {
margin-block-end: 12px;
}
.older {
margin-block-start: 12px;
text-align: center;
}
`]}willUpdate(){this.row.device_id!==null&&this.jobs.want(`${this.row.key} ${D(this.hass)}`,this.version)}render(){let{hass:e,jobs:t}=this;return _`
<div role="alert">
${this.problem===null?y:_`<div class="notice bad">${this.problem}</div>`}
</div>
${Xa(e,t,n=>n.length?_`${this.head()}
<ul class="list jobs">
${n.map(e=>this.job(e))}
</ul>
${t.more?_`<div class="older">
<button class="button" ?disabled=${t.busy} @click=${t.older}>
${O(e,`drawer.more`)}
</button>
</div>`:y}`:Ja(ie,O(e,`history.none`)))}
`}head(){let{hass:e,row:t}=this;return _`<div class="line head">
<h3>${O(e,`history.title`)}</h3>
<div class="exports">
${[`json`,`csv`].map(n=>_`<button
class="chip export"
aria-label=${O(e,`history.export`,{format:n.toUpperCase()})}
?disabled=${this.saving}
@click=${()=>void this.fetch({kind:`export`,device_id:t.device_id,format:n})}
>
${z(`M5,20H19V18H5M19,9H15V3H9V9H5L12,16L19,9Z`)}${n.toUpperCase()}
</button>`)}
</div>
</div>`}job(e){let{hass:t}=this,n=e.state===`passed`?e.verdict??`passed`:e.state,[r,i]=go[n]??[`M15.07,11.25L14.17,12.17C13.45,12.89 13,13.5 13,15H11V14.5C11,13.39 11.45,12.39 12.17,11.67L13.41,10.41C13.78,10.05 14,9.55 14,9C14,7.89 13.1,7 12,7A2,2 0 0,0 10,9H8A4,4 0 0,1 12,5A4,4 0 0,1 16,9C16,9.88 15.64,10.67 15.07,11.25M13,19H11V17H13M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12C22,6.47 17.5,2 12,2Z`,`warm`],a=n===e.state?`job_state`:`verdict`,o=Ca(e.started,e.ended),s=e.ended!==null;return _`<li>
<div class="line">
${W(i,r,k(t,a,n))}
${s?_`<button
class="chip certificate"
?disabled=${this.saving}
@click=${()=>void this.fetch({kind:`certificate`,job:e.uid})}
>
${z(`M13 21L15 20L17 21V14H13M17 9V7L15 8L13 7V9L11 10L13 11V13L15 12L17 13V11L19 10M20 3H4A2 2 0 0 0 2 5V15A2 2 0 0 0 4 17H11V15H4V5H20V15H19V17H20A2 2 0 0 0 22 15V5A2 2 0 0 0 20 3M11 8H5V6H11M9 11H5V9H9M11 14H5V12H11Z`)}${O(t,`history.certificate`)}
</button>`:y}
</div>
<div class="more-of">
<p class="number">
${H([k(t,`profile`,e.profile),o===null?``:F(t,o),e.bad_blocks?jr(t,e.bad_blocks):``])}
</p>
<p class="quiet small number">
${H([e.started?Xn(t,e.started):``,e.host])}
</p>
${e.reasons.map(e=>_`<p class="quiet small"><bdi>${e}</bdi></p>`)}
</div>
</li>`}async fetch(e){this.saving=!0,this.problem=null;try{let t={type:`nas_burnin/document`,...e};mo(await hn(this.hass,this.hass.callWS(t)))}catch(e){this.problem=O(this.hass,`common.failed`,{error:E(e)})}this.saving=!1}};R([S({attribute:!1})],_o.prototype,`hass`,void 0),R([S({attribute:!1})],_o.prototype,`row`,void 0),R([S({attribute:!1})],_o.prototype,`version`,void 0),R([C()],_o.prototype,`saving`,void 0),R([C()],_o.prototype,`problem`,void 0),_o=R([L(`nas-burnin-history-tab`)],_o);var vo=class extends x{constructor(...e){super(...e),this.problem=null,this.busy=!1}static{this.styles=[...B,J,h`
.tests {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
gap: 12px;
}
.test {
display: grid;
align-content: space-between;
gap: 12px;
padding: 12px 16px;
border: 1px solid var(--nb-line);
border-radius: var(--ha-border-radius-lg, 12px);
}
.test .name {
color: var(--nb-quiet);
font-size: var(--nb-small);
}
.test .bar {
margin-block-start: 8px;
}
.alert .notice {
margin-block-start: 12px;
}
`]}render(){let{row:e}=this;return _`
<div class="tests">${ra.filter(t=>t!==`conveyance`||la(e,t)!==null).map(e=>this.test(e))}</div>
<div class="alert" role="alert">
${this.problem===null?y:_`<div class="notice bad">${this.problem}</div>`}
</div>
`}test(e){let{hass:t,row:n}=this,r=la(n,e),i=ua(n,e,t.user?.is_admin===!0),a=k(t,`self_test`,e);return _`<div class="test ${e}">
<div>
<div class="name">${a}</div>
${Wr(t,r)}
${r?.state===`running`&&r.percent!==null?zr(a,r.percent):y}
${r&&r.state!==`running`&&r.at_hours!==null?_`<div class="quiet small">
${O(t,`smart.at_hours`,{hours:M(t,r.at_hours)})}
</div>`:y}
</div>
${i?_`<div>
<button
class="button small"
aria-label=${O(t,i===`start`?`smart.start_named`:`smart.cancel_named`,{name:a})}
?disabled=${this.busy}
@click=${()=>void this.ask(e,i)}
>
${O(t,i===`start`?`smart.start`:`smart.cancel`)}
</button>
</div>`:y}
</div>`}async ask(e,t){let{hass:n,row:r}=this,i=[r.device_id],a=k(n,`self_test`,e);this.busy=!0,this.problem=null;try{t===`start`?await j(n,`start_smart_test`,i,{kind:e}):await j(n,`cancel_smart_test`,i),jn(this,O(n,t===`start`?`smart.started`:`smart.cancelled`,{name:a}))}catch(e){this.problem=O(n,`common.failed`,{error:E(e)})}this.busy=!1}};R([S({attribute:!1})],vo.prototype,`hass`,void 0),R([S({attribute:!1})],vo.prototype,`row`,void 0),R([C()],vo.prototype,`problem`,void 0),R([C()],vo.prototype,`busy`,void 0),vo=R([L(`nas-burnin-self-tests`)],vo);function yo(e,t){return _`<section>
<h3 id="log">${O(e,`smart.log`)}</h3>
${t.length?_`<table aria-labelledby="log">
<thead>
<tr>
<th scope="col">${O(e,`smart.test`)}</th>
<th scope="col">${O(e,`smart.end`)}</th>
<th scope="col" class="value">${O(e,`smart.age`)}</th>
<th scope="col" class="value">${O(e,`smart.lba`)}</th>
</tr>
</thead>
<tbody>
${t.map(t=>_`<tr class=${t.end===`failed`?`worse`:``}>
<th scope="row">${k(e,`self_test`,t.kind)}</th>
<td>${k(e,`test`,t.end)}</td>
<td class="value">
${t.hours===null?U(e):O(e,`facts.hours`,{value:M(e,t.hours)})}
</td>
<td class="value">${t.lba===null?U(e):String(t.lba)}</td>
</tr>`)}
</tbody>
</table>`:_`<p class="quiet">${O(e,`smart.no_log`)}</p>`}
</section>`}var bo=class extends x{constructor(...e){super(...e),this.detail=null,this.loading=!1,this.now=Date.now()}static{this.styles=[...B,J,Ki,h`
.facts {
display: grid;
grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
gap: 12px 16px;
}
`]}render(){let{hass:e,row:t,detail:n}=this;return _`
<section>
<h3>${O(e,`smart.tests`)}</h3>
<nas-burnin-self-tests .hass=${e} .row=${t}></nas-burnin-self-tests>
</section>
${n?this.told(n):this.loading?qa(e):y}
${this.facts(n?.facts??{})}
`}told(e){let{hass:t,row:n,now:r}=this;return _`<section>
<nas-burnin-attributes
.hass=${t}
.row=${n}
.values=${e.smart}
.now=${r}
></nas-burnin-attributes>
</section>
${yo(t,e.self_tests)}`}facts(e){let{hass:t,row:n}=this;return _`<section>
<h3>${O(t,`smart.facts`)}</h3>
<dl class="facts">
${Ii(t,n,e).map(([e,t])=>_`<div>
<dt>${e}</dt>
<dd><bdi>${t}</bdi></dd>
</div>`)}
</dl>
</section>`}};R([S({attribute:!1})],bo.prototype,`hass`,void 0),R([S({attribute:!1})],bo.prototype,`row`,void 0),R([S({attribute:!1})],bo.prototype,`detail`,void 0),R([S({attribute:!1})],bo.prototype,`loading`,void 0),R([S({attribute:!1})],bo.prototype,`now`,void 0),bo=R([L(`nas-burnin-smart-tab`)],bo);var xo=5,So=5,Co=class extends x{constructor(...e){super(...e),this.curve=new Bi(this,()=>this.hass.callWS({type:`nas_burnin/curve`,job:this.job.uid}))}static{this.styles=[...B,J,Oi,h`
:host {
margin-block-start: 28px;
}
:host([hidden]) {
display: none;
}
.slow {
margin-block-start: 12px;
display: grid;
gap: 4px;
}
.slow li {
display: flex;
align-items: flex-start;
gap: 8px;
}
.slow .icon {
inline-size: 18px;
block-size: 18px;
margin-block-start: 1px;
color: var(--nb-warm-text);
}
.heat {
margin-block-start: 20px;
}
`]}willUpdate(){let{job:e}=this,t=Math.floor((e.phase_percent??0)/xo);this.curve.want(e.uid,[e.state,e.stage,e.phase,t].join()),this.hidden=!this.drawn()&&this.curve.problem===null}drawn(){let e=this.curve.value;return e?.size&&e.phases.some(e=>e.points.length>1)?e:null}render(){let{hass:e}=this,t=this.drawn();return this.hidden?y:_`
<h3>${O(e,`plot.title`)}</h3>
${t?_`<nas-burnin-speed-plot .hass=${e} .curve=${t}></nas-burnin-speed-plot>
${this.slow(t)} ${this.heat(t)}`:Ya(e,this.curve)}
`}slow(e){let{hass:t}=this;if(!e.slow.length)return y;let r=e.slow.length-So;return _`<ul class="slow small">
${e.slow.slice(0,So).map(e=>_`<li>
${z(n)}<span
>${O(t,`plot.slow`,{from:N(t,e.from),to:N(t,e.to),speed:P(t,e.speed),expected:P(t,e.expected)})}</span
>
</li>`)}
${r>0?_`<li>${A(t,`plot.more_slow`,r)}</li>`:y}
</ul>`}heat(e){let{hass:t}=this;if(e.temperatures.length<2)return y;let n=e.temperatures.map(([,e])=>e),r=O(t,`plot.temperatures`,{least:Hn(t,Math.min(...n)),most:Hn(t,Math.max(...n))});return _`<div class="heat">
<p class="quiet small number">${r}</p>
${ki(e.temperatures,r)}
</div>`}};R([S({attribute:!1})],Co.prototype,`hass`,void 0),R([S({attribute:!1})],Co.prototype,`job`,void 0),Co=R([L(`nas-burnin-speeds`)],Co);function wo(e,t){let{job:n}=t;return!t.present||n?.state!==`failed`&&n?.state!==`unknown`?null:{tone:n.state===`failed`?`bad`:`warm`,text:n.reasons[0]??O(e,`attention.${n.state}`)}}function To(e,t){let{job:n}=t,[r]=t.problems;if(n?.can_resume)return{tone:`warm`,text:n.reasons[0]??k(e,`activity`,`waiting`)};if(n?.state===`running`&&n.stalled_since)return{tone:`warm`,text:O(e,`job.stalled`)};let i=wo(e,t);return i?.tone===`bad`?i:t.present&&t.health===`problem`?{tone:`bad`,text:r??k(e,`health`,`problem`)}:t.temperature_level===`hot`?{tone:`bad`,text:O(e,`attention.hot`)}:i}function Eo(e,t){let n=t.flatMap(t=>{let n=To(e,t);return n?[{drive:t,...n}]:[]}),r=e=>e.tone===`bad`?0:1;return n.sort((e,t)=>r(e)-r(t))}var Do=h`
ha-card {
display: grid;
align-content: start;
gap: 16px;
block-size: 100%;
padding: 16px;
}
header {
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
h2 {
flex: 1;
margin: 0;
font-size: var(--ha-font-size-xl, 20px);
font-weight: var(--ha-font-weight-normal, 400);
line-height: 1.2;
}
header > .state {
flex: none;
}
.banners {
display: grid;
gap: 8px;
}
dl {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(112px, 1fr));
gap: 12px 16px;
margin: 0;
}
dt {
color: var(--nb-quiet);
font-size: var(--nb-small);
}
dd {
margin: 0;
font-size: var(--nb-large);
font-weight: var(--nb-medium);
}
h3 {
margin: 0 0 4px;
color: var(--nb-quiet);
font-size: var(--nb-small);
font-weight: inherit;
}
p {
margin: 0;
}
ul {
list-style: none;
margin: 0;
padding: 0;
}
li.state {
position: relative;
gap: 12px;
min-block-size: 48px;
border-block-end: 1px solid var(--nb-line);
}
li.state:last-child {
border-block-end: none;
}
li.state > .icon:last-child {
color: var(--nb-quiet);
}
li > .icon:last-child:dir(rtl) {
scale: -1 1;
}
li > button {
display: grid;
flex: 1;
min-inline-size: 0;
padding-block: 6px;
text-align: start;
overflow-wrap: anywhere;
}
li > button::after {
content: "";
position: absolute;
inset: 0 -8px;
border-radius: 8px;
}
li > button:hover::after {
background: var(--nb-hover);
}
li > button:focus-visible {
outline: none;
}
li > button:focus-visible::after {
outline: 2px solid var(--nb-accent-text);
outline-offset: -2px;
}
.name {
font-weight: var(--nb-medium);
}
`,Oo=5,ko=class extends ir{constructor(...e){super(...e),this.opened=null}static{this.styles=[...B,Do]}static{this.getConfigForm=wr}static{this.getStubConfig=Tr}setConfig(e){this.config=pr(e)}getCardSize(){return 3}getGridOptions(){return{columns:12,min_columns:6,rows:`auto`}}get eager(){return this.opened!==null}host(){let e=this.config?.device;return[...this.bench?.hosts.values()??[]].find(t=>t.device_id===e)}render(){let{hass:e,bench:t,config:n}=this;if(!e||!t||!n)return y;let r=this.host();if(!r)return this.missing(e);let i=[...t.drives.values()].filter(e=>e.host===r.id),a=i.find(e=>e.key===this.opened);return _`
<ha-card>
${this.heading(e,r)}
${lr(e,t,[r],this.admin,()=>void An(this,e,r))}
${r.loaded?this.numbers(e,r,i):y}
${this.worth(e,r,Eo(e,i))}
</ha-card>
${a?_`<nas-burnin-drawer
.hass=${e}
.row=${a}
@close=${()=>this.opened=null}
></nas-burnin-drawer>`:y}
`}heading(e,t){let n=t.loaded&&t.connected,r=O(e,n?`nas.connected`:t.loaded?`nas.away`:`nas.not_loaded`);return _`<header>
<span class="picture">${z(ce)}</span>
<h2 class="ellipsis">${this.config.name??t.name}</h2>
${W(n?`ok`:`warm`,n?o:ae,r)}
</header>`}numbers(e,t,n){let r=n.filter(e=>e.startable).length,i=Date.now()+this.bench.skew,a=[[O(e,`nas.running`),t.running>t.max_parallel?String(t.running):O(e,`nas.of`,{count:t.running,limit:t.max_parallel})],[O(e,`nas.queued`),t.queued?String(t.queued):O(e,`nas.no_queue`)],[O(e,`dashboard.drives`),O(e,`nas.ready`,{count:n.length,ready:r})]];return t.queue_finish&&a.push([O(e,`nas.finish`),I(e,t.queue_finish,i)]),_`<dl class="number">
${a.map(([e,t])=>_`<div>
<dt>${e}</dt>
<dd>${t}</dd>
</div>`)}
</dl>`}worth(e,t,n){if(!n.length)return t.loaded&&t.connected&&!t.problem&&!t.waits_for?_`<p class="calm quiet">${O(e,`nas.all_well`)}</p>`:y;let i=n.length-Oo;return _`<section>
<h3>${O(e,`nas.attention`)}</h3>
<ul>
${n.slice(0,Oo).map(({drive:e,tone:t,text:n})=>_`<li class="state ${t}">
${z(r)}
<button aria-haspopup="dialog" @click=${()=>this.opened=e.key}>
<span class="name ellipsis">${H([V(e),e.serial])}</span>
<span class="quiet"><bdi>${n}</bdi></span>
</button>
${z(`M8.59,16.58L13.17,12L8.59,7.41L10,6L16,12L10,18L8.59,16.58Z`)}
</li>`)}
</ul>
${i>0?_`<p class="quiet">${A(e,`nas.more`,i)}</p>`:y}
</section>`}missing(e){let t=this.bench.status===`waiting`;return _`<ha-card>
<header role="status">
<span class="picture">${z(ce)}</span>
<span class="quiet">${O(e,t?`bench.waiting`:`nas.missing`)}</span>
</header>
</ha-card>`}};R([C()],ko.prototype,`config`,void 0),R([C()],ko.prototype,`opened`,void 0),ko=R([L(`nas-burnin-host-card`)],ko);var Ao=1e3,jo=300,Mo=5,No=.02,Po=class extends x{constructor(...e){super(...e),this.chosen=null,this.at=null}static{this.styles=[...B,h`
:host {
display: block;
}
.top {
display: flex;
align-items: center;
justify-content: space-between;
gap: 8px;
min-block-size: 32px;
margin-block-end: 8px;
}
select {
min-block-size: 32px;
max-inline-size: 60%;
font-size: var(--nb-small);
}
.plot {
display: grid;
grid-template: minmax(0, 168px) auto / auto minmax(0, 1fr);
gap: 4px 8px;
direction: ltr;
color: var(--nb-quiet);
font-size: var(--nb-small);
}
.y {
position: relative;
min-inline-size: 24px;
font-variant-numeric: tabular-nums;
}
.y span {
position: absolute;
inset-inline-end: 0;
translate: 0 50%;
line-height: 1;
}
.y .widest {
position: static;
visibility: hidden;
}
.area {
position: relative;
block-size: 168px;
touch-action: pan-y;
cursor: crosshair;
border-radius: 4px;
}
svg.lines {
display: block;
inline-size: 100%;
block-size: 100%;
overflow: visible;
}
path,
line {
fill: none;
vector-effect: non-scaling-stroke;
}
.grid {
stroke: var(--nb-line);
stroke-width: 1;
}
.phase {
stroke: var(--nb-quiet);
stroke-width: 1;
opacity: 0.35;
stroke-linejoin: round;
}
.phase.main {
stroke: var(--nb-accent);
stroke-width: 2;
opacity: 1;
}
.slow {
fill: var(--nb-warm);
opacity: 0.35;
}
.x {
grid-column: 2;
position: relative;
block-size: 16px;
font-variant-numeric: tabular-nums;
}
.x span {
position: absolute;
translate: -50% 0;
white-space: nowrap;
}
.x span:first-child {
translate: 0 0;
}
.x span.end {
translate: -100% 0;
}
.cursor {
position: absolute;
inset-block: 0;
inline-size: 1px;
background: var(--nb-text);
opacity: 0.5;
pointer-events: none;
}
.dot {
position: absolute;
inline-size: 9px;
block-size: 9px;
translate: -50% 50%;
border-radius: 50%;
background: var(--nb-accent);
box-shadow: 0 0 0 2px var(--nb-surface);
pointer-events: none;
}
`]}phases(){return(this.curve?.phases??[]).filter(e=>e.points.length>1)}render(){let{hass:e,curve:t}=this,n=this.phases();if(!e||!t||!n.length)return y;let r=n.find(e=>e.phase===this.chosen)??n.at(-1),i=xi(Math.max(...n.flatMap(e=>e.points.map(([,e])=>e))),5),a=i.at(-1)||1,o=this.at===null?null:Ti(r.points,this.at*t.size);return _`
<div class="top">
<span class="quiet small number" aria-hidden="true">${this.said(e,o)}</span>
${this.choice(e,n,r)}
</div>
<div class="plot">
<div class="y" aria-hidden="true">
<span class="widest">${M(e,a/1e6)}</span>
${i.map(t=>_`<span style=${Ar({bottom:`${t/a*100}%`})}
>${M(e,t/1e6)}</span
>`)}
</div>
<div
class="area"
role="slider"
tabindex="0"
aria-label=${this.label(e,r)}
aria-valuemin="0"
aria-valuemax="100"
aria-valuenow=${Math.round((this.at??0)*100)}
aria-valuetext=${this.said(e,o??r.points[0])}
@pointermove=${this.pointed}
@pointerdown=${this.pointed}
@pointerleave=${()=>this.at=null}
@blur=${()=>this.at=null}
@keydown=${this.keyed}
>
<svg class="lines" viewBox="0 0 ${Ao} ${jo}" preserveAspectRatio="none">
${i.map(e=>{let t=jo*(1-e/a);return lt`<line class="grid" x1="0" x2=${Ao} y1=${t} y2=${t}></line>`})}
${t.slow.map(e=>{let n=Math.max(Mo,(e.to-e.from)/t.size*Ao);return lt`<rect class="slow" x=${Math.min(Ao-n,e.from/t.size*Ao)} y="0" width=${n} height=${jo}></rect>`})}
${[...n.filter(e=>e!==r),r].map(e=>lt`<path class="phase ${e===r?`main`:``}"
d=${wi(e.points,[0,t.size],[0,a],Ao,jo)}></path>`)}
</svg>
${o?_`<span class="cursor" style=${Ar({left:Fo(o[0],t.size)})}></span>
<span
class="dot"
style=${Ar({left:Fo(o[0],t.size),bottom:Fo(o[1],a)})}
></span>`:y}
</div>
${this.positions(e,t.size)}
</div>
`}positions(e,t){return _`<div class="x" aria-hidden="true">
${xi(t,5).filter(e=>e<=t*1.001).map(n=>_`<span class=${n>t*.95?`end`:``} style=${Ar({left:Fo(n,t)})}
>${n?N(e,n):`0`}</span
>`)}
</div>`}choice(e,t,n){return t.length<2?y:_`<select aria-label=${O(e,`plot.phase`)} @change=${e=>{this.chosen=Number(e.target.value)}}>
${t.map(t=>_`<option value=${t.phase} ?selected=${t===n}>
${Io(e,t)}
</option>`)}
</select>`}said(e,t){return t?H([N(e,t[0]),P(e,t[1])]):O(e,`plot.unit`)}label(e,t){let n=t.points.map(([,e])=>e);return O(e,`plot.label`,{phase:Io(e,t),first:P(e,n[0]),last:P(e,n.at(-1)),least:P(e,Math.min(...n))})}pointed(e){let t=e.currentTarget.getBoundingClientRect();t.width&&this.point(Ci(e.clientX,[t.left,t.right]))}keyed(e){let t={ArrowLeft:-.02,ArrowDown:-.02,ArrowRight:No,ArrowUp:No,Home:-1,End:1}[e.key];t!==void 0&&(e.preventDefault(),this.point((this.at??0)+t))}point(e){this.at=Math.min(1,Math.max(0,e))}};R([S({attribute:!1})],Po.prototype,`hass`,void 0),R([S({attribute:!1})],Po.prototype,`curve`,void 0),R([C()],Po.prototype,`chosen`,void 0),R([C()],Po.prototype,`at`,void 0),Po=R([L(`nas-burnin-speed-plot`)],Po);var Fo=(e,t)=>`${e/t*100}%`,Io=(e,t)=>`${k(e,`pattern`,t.pattern)} ${k(e,`phase`,t.kind)}`.trim();function Lo(e,t){let{queued:n,skipped:r,locked:i}=t,a=O(e,`start.answer`,{queued:n,skipped:r,locked:i}),[o,...s]=t.results.filter(e=>e.outcome!==`queued`),c=o?.reasons.join(` `);return!o||!c?a:s.length?s.every(({reasons:e})=>e.join(` `)===c)?`${a}. ${c}`:a:`${a}. ${o.drive}: ${c}`}var Ro=[`short_smart`,`long_smart`,`conveyance_smart`,`surface_validate`,`surface_read`,`final_check`],zo=[`aa`,`55`,`ff`,`00`,`random`],X=e=>e.stages.includes(`surface_validate`),Bo=e=>e.stages.includes(`surface_read`),Vo=e=>X(e)||Bo(e),Ho=e=>({stages:e.stages,patterns:e.patterns,errorLimit:e.error_limit,profile:e.name}),Uo=(e,t)=>e.length===t.length&&e.every((e,n)=>e===t[n]);function Wo(e,t){let n=t.filter(t=>Uo(t.stages,e.stages)&&(!X(e)||Uo(t.patterns,e.patterns)));return n.find(t=>t.name===e.profile)??n[0]??null}function Go(e,t){let n=e.length>0&&e.every(e=>[`ssd`,`nvme`].includes(e.kind))&&t.find(({name:e})=>e===`flash`)||t[0];return n?Ho(n):null}function Ko(e,t,n){let r=[...e],[i]=r.splice(t,1);return i!==void 0&&r.splice(Math.min(Math.max(n,0),r.length),0,i),r}function qo(e,t,n){let r=zo.filter(r=>r===t?n:e.patterns.includes(r));return{...e,patterns:r}}function Jo(e){if(!e.stages.length)return`no_stages`;if(X(e)&&!e.patterns.length)return`no_patterns`;let t=e.errorLimit;return Vo(e)&&!(Number.isInteger(t)&&t>=1&&t<=1e5)?`bad_limit`:null}function Yo(e,t){let n=Wo(e,t);if(n)return{profile:n.name};let r=X(e)?{patterns:[...e.patterns]}:{};return{stages:[...e.stages],...r}}function Xo(e,t){let n=Vo(e)?{error_limit:e.errorLimit}:{};return{...Yo(e,t),...n,acknowledge_erase:X(e)}}var Zo=h`
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
`;function Qo(e){let t=e.key===`ArrowRight`||e.key===`ArrowDown`,n=e.key===`ArrowLeft`||e.key===`ArrowUp`;if(!t&&!n)return;e.preventDefault();let r=[...e.currentTarget.querySelectorAll(`button`)],i=r[(r.indexOf(e.target)+(t?1:-1)+r.length)%r.length];i?.focus(),i?.click()}function $o(e,t,n,r){let i=Wo(t,n);return _`<section>
<h3 id="profile">${O(e,`start.profile`)}</h3>
<div class="chips" role="radiogroup" aria-labelledby="profile" @keydown=${Qo}>
${n.map(t=>{let a=t===i;return _`<button
class="chip"
role="radio"
aria-checked=${a}
tabindex=${a||!i&&t===n[0]?0:-1}
@click=${()=>r(Ho(t))}
>
${t.destructive?z(f):y}${k(e,`profile`,t.name)}
${t.destructive?_`<span class="hidden">${O(e,`start.erases`)}</span>`:y}
</button>`})}
${i?y:_`<button class="chip" role="radio" aria-checked="true">
${O(e,`profile.custom`)}
</button>`}
</div>
</section>`}function es(e,t,n){return Vo(t)?_`<section class="options">
${X(t)?_`<div>
<h3 id="patterns">${O(e,`start.patterns`)}</h3>
<div class="chips" role="group" aria-labelledby="patterns">
${zo.map(r=>{let i=t.patterns.includes(r);return _`<button
class="chip"
aria-pressed=${i}
@click=${()=>n(qo(t,r,!i))}
>
${k(e,`pattern`,r)}
</button>`})}
</div>
</div>`:y}
<label
><h3>${O(e,`start.error_limit`)}</h3>
<input
type="number"
min="1"
max="100000"
step="1"
.valueAsNumber=${t.errorLimit}
@input=${e=>{let r=e.target.valueAsNumber;n({...t,errorLimit:r})}}
/></label>
</section>`:y}var ts=h`
.notice {
margin-block: 0 16px;
}
.notice p {
margin: 0;
}
.notice strong {
font-weight: var(--nb-medium);
}
`;function ns(e,t,r){let i=Jo(t);if(i)return _`<div class="notice warm">
${z(n)}
<div>${O(e,`start.${i}`)}</div>
</div>`;if(!X(t))return _`<div class="notice">
${z(`M11,9H13V7H11M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M11,17H13V11H11V17Z`)}
<div>${O(e,`start.erases_nothing`)}</div>
</div>`;let a=N(e,r.reduce((e,t)=>e+(t.size??0),0));return _`<div class="notice bad">
${z(n)}
<div>
<strong>${A(e,`start.erases_all`,r.length,{size:a})}</strong>
<p>${O(e,`start.no_way_back`)}</p>
</div>
</div>`}var rs=h`
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
`;function is(e,t,n){return _`<span class="said small ${e}">${z(t)}<span>${n}</span></span>`}function as(e,t,i){let a=t.size===null?null:N(e,t.size),o=i?.seconds==null?``:F(e,i.seconds),s=i?.finish?I(e,i.finish):``;return _`<li>
<span class="name ellipsis">${V(t)}</span>
<span class="when number">${o}</span>
<span class="quiet small ellipsis">${H([Dr(t),a])}</span>
<span class="when quiet small number"
>${s?O(e,`job.until`,{time:s}):y}</span
>
${i?.reasons.map(e=>is(`bad`,r,e))}
${i?.contents.map(e=>is(`warm`,f,e))}
${i?.notes.map(e=>is(`warm`,n,e))}
</li>`}function os(e,t,n){let r=new Map(n?.drives.map(e=>[e.device_id,e]));return _`<section>
<h3>${A(e,`start.drives`,t.length)}</h3>
<ul tabindex="0" aria-label=${A(e,`start.drives`,t.length)}>
${t.map(t=>as(e,t,r.get(t.device_id??``)))}
</ul>
</section>`}var ss=150,Z=class extends x{constructor(...e){super(...e),this.drives=[],this.profiles=[],this.choice=null,this.estimate=null,this.problem=null,this.busy=!1,this.question=0}static{this.styles=[...B,Zo,ts,rs,h`
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
.whole {
flex: 1;
align-self: center;
min-inline-size: max-content;
}
`]}connectedCallback(){super.connectedCallback(),this.choice??=Go(this.drives,this.profiles)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.question+=1}updated(e){let t=e.get(`hass`),n=t!==void 0&&D(t)!==D(this.hass);(e.has(`choice`)||n)&&this.choice&&this.ask(this.choice)}devices(){return this.drives.map(e=>e.device_id).filter(e=>e!==null)}ask(e){clearTimeout(this.timer);let t=++this.question;Jo(e)?this.estimate=null:this.timer=setTimeout(()=>void this.fetch(e,t),ss)}async fetch(e,t){try{let n=await gn(this.hass,`estimate`,{device_ids:this.devices(),...Yo(e,this.profiles)});t===this.question&&(this.estimate=n)}catch(e){if(t!==this.question)return;this.estimate=null,this.problem=O(this.hass,`common.failed`,{error:E(e)})}}choose(e){this.choice=e,this.problem=null}render(){let{hass:e,choice:t}=this;if(!t)return y;let n=this.drives.length,i=e=>this.choose(e),a=Jo(t),o=X(t)?`start.submit_erase`:`start.submit`;return _`
<nas-burnin-dialog
.hass=${e}
.heading=${O(e,`start.title`)}
.subheading=${this.subheading()}
.busy=${this.busy}
@close=${this.closed}
>
${$o(e,t,this.profiles,i)} ${this.stages(t)}
${es(e,t,i)} ${ns(e,t,this.drives)}
${os(e,this.drives,this.estimate)}
<div role="alert">
${this.problem?_`<div class="notice bad">${z(r)}<div>${this.problem}</div></div>`:y}
</div>
<span slot="footer" class="whole quiet number" role="status"
>${this.estimate?.finish?O(e,`start.queue_done`,{time:I(e,this.estimate.finish)}):y}</span
>
<button slot="footer" class="button plain" ?disabled=${this.busy} @click=${this.cancel}>
${O(e,`common.cancel`)}
</button>
<button
slot="footer"
class="button ${X(t)?`danger`:`main`}"
?disabled=${this.busy||a!==null}
@click=${this.submit}
>
${A(e,o,n)}
</button>
</nas-burnin-dialog>
`}subheading(){let[e]=this.drives;return this.drives.length===1&&e?H([V(e),Dr(e)]):A(this.hass,`common.drives`,this.drives.length)}stages(e){return _`<section>
<h3>${O(this.hass,`start.stages`)}</h3>
<nas-burnin-stage-list
.hass=${this.hass}
.stages=${e.stages}
@stages=${t=>this.choose({...e,stages:t.detail})}
></nas-burnin-stage-list>
</section>`}async submit(){let{hass:e,choice:t}=this;if(t&&!this.busy){this.busy=!0,this.problem=null;try{let n=Xo(t,this.profiles),r=await j(e,`start`,this.devices(),n,!0);this.dispatchEvent(new CustomEvent(`started`,{detail:r})),r&&jn(this,Lo(e,r)),this.busy=!1,this.dialog.close()}catch(t){this.busy=!1,this.problem=O(e,`common.failed`,{error:E(t)})}}}cancel(){this.dialog.close()}closed(){this.dispatchEvent(new CustomEvent(`close`))}};R([S({attribute:!1})],Z.prototype,`hass`,void 0),R([S({attribute:!1})],Z.prototype,`drives`,void 0),R([S({attribute:!1})],Z.prototype,`profiles`,void 0),R([C()],Z.prototype,`choice`,void 0),R([C()],Z.prototype,`estimate`,void 0),R([C()],Z.prototype,`problem`,void 0),R([C()],Z.prototype,`busy`,void 0),R([At(`nas-burnin-dialog`)],Z.prototype,`dialog`,void 0),Z=R([L(`nas-burnin-start`)],Z);var Q=class extends x{constructor(...e){super(...e),this.stages=[],this.items=[],this.dragged=null,this.said=``,this.lastId=0,this.grabbedAs=[],this.drawn=e=>{if(this.dragged===null)return;let t=this.items.findIndex(e=>e.id===this.dragged),n=this.list.getBoundingClientRect(),r=n.height/this.items.length,i=Math.floor((e.clientY-n.top)/r),a=Math.min(Math.max(i,0),this.items.length-1);t>=0&&a!==t&&this.arrange(Ko(this.items,t,a))},this.dropped=()=>{this.dragged!==null&&(this.dragged=null,this.stages!==this.grabbedAs&&this.tell())}}static{this.styles=[ar,or,h`
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
`]}willUpdate(){this.items.length===this.stages.length&&this.items.every((e,t)=>e.kind===this.stages[t])||(this.items=this.stages.map(e=>({id:++this.lastId,kind:e})))}render(){let{hass:e}=this,t=Ro.filter(e=>e===`long_smart`||!this.stages.includes(e));return _`
<ol
aria-label=${O(e,`start.stages`)}
aria-describedby="help"
@pointermove=${this.drawn}
@pointerup=${this.dropped}
@pointercancel=${this.dropped}
>
${qt(this.items,e=>e.id,(e,t)=>this.row(e,t))}
</ol>
<span id="help" class="hidden">${O(e,`start.move_help`)}</span>
<span class="hidden" aria-live="polite">${this.said}</span>
<div class="more">
${t.map(t=>{let n=k(e,`stage`,t);return _`<button
class="chip"
aria-label=${O(e,`start.add_stage`,{name:n})}
@click=${()=>this.change([...this.items,{id:++this.lastId,kind:t}])}
>
${z(`M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z`)}${n}
</button>`})}
</div>
`}row(e,t){let n=k(this.hass,`stage`,e.kind);return _`<li class=${w({dragged:this.dragged===e.id})}>
<button
class="round handle"
aria-label=${O(this.hass,`start.move_stage`,{name:n})}
@pointerdown=${t=>this.grabbed(t,e)}
@keydown=${e=>this.keyed(e,t)}
>
${z(`M21 11H3V9H21V11M21 13H3V15H21V13Z`)}
</button>
<span class="position quiet number" aria-hidden="true">${t+1}</span>
<span class="label">${n}</span>
<button
class="round"
aria-label=${O(this.hass,`start.remove_stage`,{name:n})}
@click=${()=>this.change(this.items.filter(t=>t!==e))}
>
${z(u)}
</button>
</li>`}change(e){this.arrange(e),this.tell()}arrange(e){this.items=e,this.stages=e.map(e=>e.kind)}tell(){let e=[...this.stages];this.dispatchEvent(new CustomEvent(`stages`,{detail:e}))}grabbed(e,t){e.button===0&&(this.list.setPointerCapture(e.pointerId),this.dragged=t.id,this.grabbedAs=this.stages)}keyed(e,t){let n=t+(e.key===`ArrowDown`?1:e.key===`ArrowUp`?-1:0);if(n===t||n<0||n>=this.items.length)return;e.preventDefault();let r=this.items[t];this.change(Ko(this.items,t,n));let i=k(this.hass,`stage`,r.kind),a=this.items.length;this.said=O(this.hass,`start.moved`,{name:i,position:n+1,count:a}),this.updateComplete.then(()=>this.rows[n]?.querySelector(`.handle`)?.focus())}};R([S({attribute:!1})],Q.prototype,`hass`,void 0),R([S({attribute:!1})],Q.prototype,`stages`,void 0),R([C()],Q.prototype,`items`,void 0),R([C()],Q.prototype,`dragged`,void 0),R([C()],Q.prototype,`said`,void 0),R([Mt(`li`)],Q.prototype,`rows`,void 0),R([At(`ol`)],Q.prototype,`list`,void 0),Q=R([L(`nas-burnin-stage-list`)],Q);var cs={columns:`full`},ls=3,us=(e={})=>({type:`custom:nas-burnin-card`,grid_options:cs,...e});function ds(e){return{title:O(e,`dashboard.overview`),path:`overview`,icon:`mdi:harddisk`,type:`sections`,max_columns:4,sections:[{type:`grid`,column_span:4,cards:[us()]}]}}function fs(e,t,n){return en(e,t).find(e=>e.translation_key===n&&!e.hidden)?.entity_id}function ps(e,t){return e.user?.is_admin===!0?[[`pause_all`,O(e,`dashboard.pause_all`),{type:`toggle`}],[`max_parallel`,O(e,`dashboard.max_parallel`),{type:`numeric-input`,style:`buttons`}]].flatMap(([n,r,i])=>{let a=fs(e,t,n);return a?[{type:`tile`,name:r,hide_state:!0,features_position:`inline`,entity:a,features:[i],grid_options:cs}]:[]}):[]}function ms(e,t){let n=fs(e,t,`burn_ins`);return n?[{type:`calendar`,entities:[n],grid_options:cs}]:[]}function hs(e,t){let n=O(e,`dashboard.drives`),r={type:`custom:nas-burnin-host-card`,device:t.id,grid_options:cs},i=us({hosts:[t.id],title:n,summary:!1}),a=ps(e,t),o=[[a.length?2:ls,[r]],[1,a],[ls,[i,...ms(e,t)]]];return{title:Xt(t),path:t.id,icon:`mdi:nas`,type:`sections`,max_columns:ls,sections:o.filter(([,e])=>e.length).map(([e,t])=>({type:`grid`,column_span:e,cards:t}))}}var gs=class extends HTMLElement{static{this.registryDependencies=[`devices`,`entities`]}static generate(e,t){let n=Qt(t).map(e=>hs(t,e));return Promise.resolve({title:O(t,`dashboard.name`),views:[ds(t),...n]})}static getCreateSuggestions(e){return Promise.resolve({title:O(e,`dashboard.name`),icon:`mdi:harddisk`})}};gs=R([L(`ll-strategy-dashboard-nas-burnin`)],gs);var $=class extends x{constructor(...e){super(...e),this.heading=``,this.subheading=``,this.busy=!1,this.side=!1,this.footless=!1}static{this.styles=[ar,or,h`
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
:host([side]) dialog {
inline-size: min(640px, 100vw);
max-inline-size: none;
block-size: 100dvh;
max-block-size: none;
margin: 0;
margin-inline-start: auto;
border-radius: var(--ha-dialog-border-radius, var(--ha-border-radius-3xl, 24px));
border-start-end-radius: 0;
border-end-end-radius: 0;
transition: translate 240ms cubic-bezier(0.2, 0, 0, 1);
}
:host([side]) .content {
flex: 1;
padding-block: 20px 32px;
}
:host([side]) footer {
padding-block: 12px max(12px, env(safe-area-inset-bottom));
}
@starting-style {
:host([side]) dialog[open] {
opacity: 1;
translate: 100% 0;
}
:host([side]) dialog[open]:dir(rtl) {
translate: -100% 0;
}
}
.heading {
display: flex;
align-items: center;
gap: 8px;
padding: 16px 24px 8px 12px;
padding-inline: 12px 24px;
}
.heading .round:focus-visible {
outline-offset: -2px;
}
.names {
flex: 1;
min-inline-size: 0;
overflow-wrap: anywhere;
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
footer[hidden] {
display: none;
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
:host([side]) dialog {
max-block-size: none;
border-radius: 0;
}
.content {
padding-inline: 16px;
}
footer {
padding: 12px 16px max(16px, env(safe-area-inset-bottom));
}
}
`]}firstUpdated(){this.dialog.showModal()}close(){this.dialog.close()}render(){return _`
<dialog
aria-labelledby="heading"
@close=${this.closed}
@cancel=${this.cancelled}
@keydown=${this.keyed}
@pointerdown=${this.pressed}
>
<div class="heading">
<button
class="round"
aria-label=${O(this.hass,`common.close`)}
?disabled=${this.busy}
@click=${this.close}
>
${z(u)}
</button>
<div class="names">
<h2 id="heading">${this.heading}</h2>
${this.subheading?_`<div class="quiet">${this.subheading}</div>`:``}
</div>
<slot name="tools"></slot>
</div>
<slot name="top"></slot>
<div class="content"><slot></slot></div>
<footer ?hidden=${this.footless}><slot name="footer"></slot></footer>
</dialog>
`}closed(){this.dispatchEvent(new CustomEvent(`close`))}cancelled(e){this.busy&&e.preventDefault()}keyed(e){e.stopPropagation()}pressed(e){if(e.target!==this.dialog||this.busy)return;let t=this.dialog.getBoundingClientRect();e.clientX>=t.left&&e.clientX<=t.right&&e.clientY>=t.top&&e.clientY<=t.bottom||this.close()}};R([S({attribute:!1})],$.prototype,`hass`,void 0),R([S()],$.prototype,`heading`,void 0),R([S()],$.prototype,`subheading`,void 0),R([S({type:Boolean})],$.prototype,`busy`,void 0),R([S({type:Boolean,reflect:!0})],$.prototype,`side`,void 0),R([S({type:Boolean})],$.prototype,`footless`,void 0),R([At(`dialog`)],$.prototype,`dialog`,void 0),$=R([L(`nas-burnin-dialog`)],$);var _s=`https://github.com/nas-burnin/nas-burnin`;function vs(e,t){e.some(e=>e.type===t.type)||e.push(t)}function ys(e,t,n){let r=e.entities[t];if(r?.platform!==`nas_burnin`||r.device_id===null)return null;let{device_id:i}=r,a=e=>e.some(({id:e})=>e===i);return n===`all`?a($t(e))?null:{config:{type:`custom:nas-burnin-card`}}:a(n===`drive`?$t(e):Qt(e))?{config:{type:`custom:nas-burnin-${n}-card`,device:i}}:null}function bs(){window.customCards??=[],window.customStrategies??=[],vs(window.customCards,{type:`nas-burnin-card`,name:O(void 0,`card.picker_name`),description:O(void 0,`card.picker_description`),preview:!0,documentationURL:_s,getEntitySuggestion:(e,t)=>ys(e,t,`all`)}),vs(window.customCards,{type:`nas-burnin-drive-card`,name:O(void 0,`drive_card.picker_name`),description:O(void 0,`drive_card.picker_description`),preview:!0,documentationURL:_s,getEntitySuggestion:(e,t)=>ys(e,t,`drive`)}),vs(window.customCards,{type:`nas-burnin-host-card`,name:O(void 0,`nas_card.picker_name`),description:O(void 0,`nas_card.picker_description`),preview:!0,documentationURL:_s,getEntitySuggestion:(e,t)=>ys(e,t,`host`)}),vs(window.customStrategies,{type:`nas-burnin`,strategyType:`dashboard`,name:O(void 0,`dashboard.name`),description:O(void 0,`dashboard.description`),documentationURL:_s})}nr(),bs();