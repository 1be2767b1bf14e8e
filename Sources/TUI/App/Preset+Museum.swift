extension Preset {
  /// Every preset, in the order of the list.
  static let all: [Preset] = bugs + cures

  /// Known bugs and traps, each named after what triggers it.
  static let bugs: [Preset] = [
    Preset(
      "leading-1", "one step, told t=1 on pure noise: the noise comes back",
      story: [
        "Told t=1 the network takes pure noise for a clean latent, and gives it back.",
        "CompVis/depth-fm #3: why is one step of Marigold pure noise? The cure is trailing.",
      ],
      [(.scheduler, "ddim"), (.spacing, "leading"), (.steps, "1"), (.noise, "gaussian")]),
    Preset(
      "leading-2", "two steps, the first told t=501 on pure noise",
      story: [
        "leading never starts at 999: half of the noise is not owned up to, then t=1 ends the run.",
        "huggingface/diffusers #2585: DDIM does not begin at the last timestep.",
      ],
      [(.scheduler, "ddim"), (.spacing, "leading"), (.steps, "2"), (.noise, "gaussian")]),
    Preset(
      "linspace-2", "the second step is told t=0 while most of the noise is there",
      story: [
        "DDIM leaves 999 for 999 − 1000/2 = 499, but the next entry of the plan is 0.",
        "huggingface/diffusers #11347 and #12633: step and plan disagree with linspace.",
      ],
      [
        (.scheduler, "ddim"), (.spacing, "linspace"), (.steps, "2"), (.noise, "gaussian"),
        (.consistent, "off"),
      ]),
    Preset(
      "trailing-13-offbyone", "the stride of 76 misses the plan's next timestep by one",
      story: [
        "1000/13 is no whole number: DDIM goes on to t − 76, the plan to the rounded t − 76.92.",
        "huggingface/diffusers #9261; cured for DDPM in #9384, not for DDIM. consistent on cures it here.",
      ],
      [
        (.scheduler, "ddim"), (.spacing, "trailing"), (.steps, "13"), (.consistent, "off"),
      ]),
    Preset(
      "no-zero-snr", "one step at t=999 whose schedule still promises some signal",
      story: [
        "Without rescaled betas ᾱ(999) is .0047: the network is told 7 % of signal that noise lacks.",
        "huggingface/diffusers #3475, after Lin and others, arXiv 2305.08891.",
      ],
      [
        (.scheduler, "ddim"), (.spacing, "trailing"), (.steps, "1"), (.noise, "gaussian"),
        (.zeroSNR, "off"),
      ]),
    Preset(
      "lcm-26", "26 of the 50 timesteps LCM was distilled for: uneven, and short of the lowest",
      story: [
        "25 steps are 40 apart; the 26th only cuts one stride in two and still ends at t=39.",
        "huggingface/diffusers #5815: LCM does not spread its timesteps evenly (once it ended at 499).",
      ],
      [(.scheduler, "lcm"), (.steps, "26")]),
    Preset(
      "scheduler-switch-changes-spacing",
      "what a checkpoint without timestep_spacing becomes in Euler",
      story: [
        "A file that leaves the spacing open is leading in DDIM and linspace in Euler: 901 turns 999.",
        "huggingface/diffusers #3929 gave each class its own default; #7401 saw results change by it.",
      ],
      [(.scheduler, "euler"), (.spacing, "linspace"), (.steps, "10")]),
  ]

  /// What the bugs are compared with, and what papers were measured with.
  static let cures: [Preset] = [
    Preset(
      "trailing-1", "one step, told t=999 on pure noise: a prediction",
      story: [
        "The same network and the same single step as leading-1, told the truth.",
        "Garcia and others, arXiv 2409.11355: the fix that made one step enough.",
      ],
      [(.scheduler, "ddim"), (.spacing, "trailing"), (.steps, "1"), (.noise, "gaussian")]),
    Preset(
      "paper", "the steps and the noise that the model's paper was evaluated with",
      story: [
        "Marigold and GeoWizard were evaluated with 50 steps, DepthFM with 4, Lotus and E2E-FT with 1.",
        "fuxiao0719/GeoWizard #14: no paper's numbers from defaults. Members too: run --ensemble 10.",
      ],
      ofFamilies: [
        "marigold": [(.steps, "50"), (.noise, "gaussian")], "geowizard": [(.steps, "50")],
        "depthfm": [(.steps, "4")], "lotus": [(.steps, "1")],
        "e2e-ft": [(.spacing, "trailing"), (.steps, "1"), (.noise, "zeros")],
        "e2e-ft-geowizard": [(.spacing, "trailing"), (.steps, "1"), (.noise, "zeros")],
      ]),
  ]
}
